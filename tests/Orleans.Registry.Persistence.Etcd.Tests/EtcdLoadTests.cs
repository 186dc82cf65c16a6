using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>Loading much, and giving it up.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdLoadTests(SharedEtcd etcd) : IClassFixture<SharedEtcd>
{
    [ServerFact]
    public async Task Services_of_all_sizes_are_read_in_bites_of_their_own()
    {
        await using var session = await EtcdTests.OpenAsync(EtcdTests.Options(etcd.Server.Address));
        for (var i = 0; i < 300; i++)
        {
            var size = i % 100 == 0 ? 3000 : i % 7;
            await session.MustSendAsync($"s-{i * 7919 % 300}{(i % 2 == 0 ? ".x" : "")}", d => Register(d.SetPolicy(), i, size));
        }

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_load_of_many_reads_gives_the_same_with_one_at_a_time()
    {
        var options = EtcdTests.Options(etcd.Server.Address);
        await using var session = await EtcdTests.OpenAsync(options);
        for (var i = 0; i < 20; i++)
        {
            await session.MustSendAsync($"s-{i}", d => Register(d, i, 300));
        }

        options.LoadConcurrency = 1;
        await using var slow = await EtcdTests.OpenAsync(options);
        options.LoadConcurrency = 64;
        await using var fast = await EtcdTests.OpenAsync(options);

        await slow.VerifyAsync();
        await fast.VerifyAsync();
        Assert.Equal(20, fast.Scripts.Count());
    }

    [ServerFact]
    public async Task A_load_that_is_left_in_the_middle_leaves_nothing_behind()
    {
        await using var session = await EtcdTests.OpenAsync(EtcdTests.Options(etcd.Server.Address));
        for (var i = 0; i < 20; i++)
        {
            await session.MustSendAsync($"s-{i}", d => Register(d, i, 500));
        }

        for (var left = 0; left < 20; left += 3)
        {
            await foreach (var image in session.Store.LoadAllAsync(CancellationToken.None))
            {
                if (image.Service.Value == $"s-{left}")
                {
                    break;
                }
            }
        }

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_load_that_is_cancelled_ends_as_cancelled()
    {
        await using var session = await EtcdTests.OpenAsync(EtcdTests.Options(etcd.Server.Address));
        for (var i = 0; i < 10; i++)
        {
            await session.MustSendAsync($"s-{i}", d => Register(d, i, 500));
        }

        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var image in session.Store.LoadAllAsync(source.Token))
            {
                Assert.NotNull(image);
                await source.CancelAsync();
            }
        });
    }

    [ServerFact]
    public async Task Large_configurations_are_written_and_read_whole()
    {
        await using var session = await EtcdTests.OpenAsync(EtcdTests.Options(etcd.Server.Address));
        var service = ServiceName.Parse("orders");
        var revision = Revision.None;

        // Three bytes a character, the largest number of characters: more versions than are kept.
        for (var version = 1; version <= 40; version++)
        {
            var entries = StringMap.Create([new("key", new string((char)('\u4e00' + version), 256 * 1024 - 3))]);
            var append = Append(service, revision, new VersionedConfiguration(version, entries, default, "by", ""));
            var status = await session.Store.AppendAsync(append, CancellationToken.None);
            Assert.Equal(AppendStatus.Appended, status);
            revision = revision.Next;
        }

        var image = await session.Store.LoadAsync(service, CancellationToken.None);

        Assert.Equal(Enumerable.Range(9, 32).Select(v => (long)v), image!.Configurations.Select(c => c.Version));
        Assert.All(image.Configurations, c => Assert.Equal((char)('\u4e00' + c.Version), c.Entries["key"][^1]));
        Assert.Equal(40, image.Log.Count);
    }

    private static ServiceAppend Append(ServiceName service, Revision revision, VersionedConfiguration configuration) => new()
    {
        Service = service,
        Epoch = new Epoch(1),
        ExpectedRevision = revision,
        Changes = [new ServiceChange { Kind = ChangeKind.ConfigChanged, Revision = revision.Next, At = default, Configuration = configuration }],
    };

    private static void Register(ConformanceTests.Stores.Records.AppendDraft draft, int service, int count)
    {
        for (var i = 0; i < count; i++)
        {
            draft.Register($"instance-{service}-{i}");
        }
    }
}
