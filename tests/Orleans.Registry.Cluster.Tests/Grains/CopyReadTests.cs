using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>Services that are read often are read from the copy of the process that reads them.</summary>
public sealed class CopyReadTests : IAsyncLifetime
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private static readonly ReadOptions Strong = new() { Strong = true };
    private RegistryCluster _cluster = null!;

    private IServiceRegistry Registry => _cluster.Registry;

    public async Task InitializeAsync()
        => _cluster = await RegistryCluster.StartAsync(
            new TestClusterSetup
            {
                Silos = 2,
                Silo = TestClusterSetup.NoticeDeathsSoon,
            },
            new MemoryStorage(4096));

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task The_first_read_asks_the_owner_and_reads_after_it_do_not()
    {
        var position = await RegisterAsync("orders-0");

        var first = (await Registry.GetServiceAsync(Orders)).GetValueOrThrow();
        await ReadsAreCopiesAsync();
        var read = (await Registry.GetServiceAsync(Orders)).GetValueOrThrow();
        var found = (await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy)).GetValueOrThrow();

        Assert.Equal(new Freshness(position, TimeSpan.Zero, AnswerSource.Owner), first.Freshness);
        Assert.Equal((position, AnswerSource.Replica), (read.Freshness.Position, read.Freshness.Source));
        Assert.Equal((position, AnswerSource.Replica), (found.Freshness.Position, found.Freshness.Source));
        Assert.Equal(["orders-0"], found.Instances.Select(static i => i.Id.Value));
        Assert.True(read.Freshness.Age > TimeSpan.Zero);
    }

    [Fact]
    public async Task What_was_written_here_is_read_here()
    {
        await RegisterAsync("orders-0");
        await ReadsAreCopiesAsync();
        for (var i = 1; i <= 100; i++)
        {
            await RegisterAsync($"orders-{i}");
            Assert.Contains((await Registry.GetServiceAsync(Orders)).GetValueOrThrow().Snapshot.Instances, s => s.Id.Value == $"orders-{i}");

            (await Registry.DeregisterAsync(InstanceId.Parse($"orders-{i}"))).GetValueOrThrow();
            Assert.DoesNotContain((await Registry.DiscoverAsync(Orders, InstanceQuery.All)).GetValueOrThrow().Instances, s => s.Id.Value == $"orders-{i}");

            var policy = (await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 1000 + i }, new DocumentChange())).GetValueOrThrow();
            Assert.Equal(policy.Version, (await Registry.GetServiceAsync(Orders)).GetValueOrThrow().Snapshot.Policy.Version);
        }
    }

    [Fact]
    public async Task A_strong_read_shows_what_another_process_wrote_before_it_was_asked()
    {
        var grains = _cluster.Silos.Client;
        await RegisterAsync("orders-0");
        await ReadsAreCopiesAsync();
        for (var i = 1; i <= 100; i++)
        {
            // Past the registry of this process, which learns nothing of it.
            var registration = Sample.Registration($"orders-{i}");
            var receipt = (await grains.GetGrain<IInstanceGrain>(registration.Id.Value).RegisterAsync(registration, default)).GetValueOrThrow();
            var read = (await Registry.GetServiceAsync(Orders, Strong)).GetValueOrThrow();

            Assert.Equal(new Freshness(receipt.Position, TimeSpan.Zero, AnswerSource.Owner), read.Freshness);
            Assert.Equal(i + 1, read.Snapshot.Instances.Count);
            var again = (await Registry.DiscoverAsync(Orders, InstanceQuery.All, Strong)).GetValueOrThrow();
            Assert.Equal((read.Freshness, i + 1), (again.Freshness, again.Instances.Count));
        }
    }

    [Fact]
    public async Task Reads_never_go_back_while_others_write()
    {
        var grains = _cluster.Silos.Client;
        var last = await RegisterAsync("orders-0");
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 300; i++)
            {
                var registration = Sample.Registration($"orders-{i}");
                (await grains.GetGrain<IInstanceGrain>(registration.Id.Value).RegisterAsync(registration, default)).GetValueOrThrow();
            }
        });
        HashSet<AnswerSource> sources = [];
        for (var i = 0; !writing.IsCompleted; i++)
        {
            var read = (await Registry.GetServiceAsync(Orders, i % 5 == 0 ? Strong : null)).GetValueOrThrow();
            Assert.True(read.Freshness.Position.Revision >= last.Revision, $"Read {read.Freshness} after {last}.");
            Assert.Equal(read.Snapshot.Revision.Value, read.Snapshot.Instances.Count);
            last = read.Freshness.Position;
            sources.Add(read.Freshness.Source);
        }

        await writing;
        Assert.Equal([AnswerSource.Owner, AnswerSource.Replica], sources.Order());
        await Eventually.TrueAsync(async () => (await Registry.GetServiceAsync(Orders)).GetValueOrThrow().Snapshot.Instances.Count == 301);
    }

    [Fact]
    public async Task That_there_is_no_such_service_only_its_owner_says()
    {
        var grains = _cluster.Silos.Client;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(RegistryErrorCode.ServiceNotFound, (await Registry.GetServiceAsync(Orders)).Error?.Code);
        }

        var registration = Sample.Registration("orders-0");
        (await grains.GetGrain<IInstanceGrain>("orders-0").RegisterAsync(registration, default)).GetValueOrThrow();
        Assert.Single((await Registry.GetServiceAsync(Orders)).GetValueOrThrow().Snapshot.Instances);
    }

    [Fact]
    public async Task A_copy_answers_with_its_age_while_the_silo_of_its_owner_is_dead_and_catches_up()
    {
        await RegisterAsync("orders-0");
        await ReadsAreCopiesAsync();
        var before = (await Registry.GetServiceAsync(Orders)).GetValueOrThrow();
        var owner = await _cluster.OwnerOfAsync(Orders);
        await _cluster.Silos.KillSiloAsync(owner);

        // The write has to wait until the cluster knows of the death; reads do not.
        var write = Eventually.TrueAsync(async () => (await Registry.RegisterAsync(Sample.Registration("orders-1"))).IsSuccess, TimeSpan.FromSeconds(90));
        var reads = 0;
        while (!write.IsCompleted)
        {
            var read = (await Registry.GetServiceAsync(Orders)).GetValueOrThrow();
            Assert.Contains(read.Snapshot.Instances, static i => i.Id.Value == "orders-0");
            reads++;
            await Task.Yield();
        }

        await write;
        Assert.True(reads > 0);
        var after = (await Registry.GetServiceAsync(Orders)).GetValueOrThrow();
        Assert.Equal(2, after.Snapshot.Instances.Count);
        Assert.True(after.Freshness.Position.Revision > before.Freshness.Position.Revision);
        await ReadsAreCopiesAsync();
    }

    private async Task<ServicePosition> RegisterAsync(string id) => (await Registry.RegisterAsync(Sample.Registration(id))).GetValueOrThrow().Position;

    private Task ReadsAreCopiesAsync()
        => Eventually.TrueAsync(async () => (await Registry.GetServiceAsync(Orders)).GetValueOrThrow().Freshness.Source == AnswerSource.Replica);
}
