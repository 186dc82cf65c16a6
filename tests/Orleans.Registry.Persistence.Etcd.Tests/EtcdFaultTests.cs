using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>The server dies, freezes, compacts, loses replies.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdFaultTests
{
    private const int Writers = 8;

    [ServerFact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_and_started_again_under_load()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var session = await OpenAsync(server.Address);
        await using var load = new SteadyLoad(session, Writers);

        for (var round = 0; round < 3; round++)
        {
            await load.ProgressAsync(20);
            await server.KillAsync();
            await Eventually.TrueAsync(() => load.Writers.Any(w => w.Failures > round));
            await server.RestartAsync();
        }

        await load.ProgressAsync(1);
        await load.VerifyAsync();
    }

    [ServerFact]
    public async Task A_restart_shorter_than_the_time_of_an_operation_is_not_noticed_by_writers()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var session = await OpenAsync(server.Address, o => o.OperationTimeout = TimeSpan.FromMinutes(2));
        await using var load = new SteadyLoad(session, Writers);

        for (var round = 0; round < 3; round++)
        {
            await load.ProgressAsync(10);
            await server.KillAsync();
            await server.RestartAsync();
        }

        await load.ProgressAsync(1);
        Assert.All(load.Writers, w => Assert.Equal(0, w.Failures));
        await load.VerifyAsync();
    }

    [ServerFact]
    public async Task A_frozen_server_makes_outcomes_unknown_and_loses_or_repeats_nothing_when_it_goes_on()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var session = await OpenAsync(server.Address);
        await using var load = new SteadyLoad(session, Writers);
        await load.ProgressAsync(20);

        server.Pause();
        try
        {
            // Five seconds at least: what lies in the server's buffers by then was given up by its writers long before.
            await Task.WhenAll(Task.Delay(FrozenFor), Eventually.TrueAsync(() => load.Writers.All(w => w.Failures > 0)));
        }
        finally
        {
            server.Resume();
        }

        await load.ProgressAsync(20);
        await load.VerifyAsync();
    }

    [ServerFact]
    public async Task An_append_whose_reply_is_lost_is_acknowledged_and_stored_once()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var relay = new TcpRelay(server.Port);
        await using var session = await OpenAsync(relay.Address, o => o.OperationTimeout = TimeSpan.FromSeconds(30));
        session.Token = (await session.Store.ClaimAsync("owner", TimeSpan.FromMinutes(10), force: false, CancellationToken.None)).Token;
        await session.MustSendAsync("orders", d => d.Register("first"));

        for (var i = 0; i < 50; i++)
        {
            relay.LoseNextReply();
            await session.MustSendAsync("orders", d => d.Register($"a{i}").Register($"b{i}"));
        }

        Assert.True(relay.Lost >= 50, $"{relay.Lost} replies were lost.");
        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task An_append_whose_reply_is_lost_is_acknowledged_although_another_owner_wrote_after_it()
    {
        await using var server = await EtcdServer.StartAsync();
        var options = Options(server.Address);
        var (store, client) = EtcdTests.Breakable(options);
        await using var old = await EtcdTests.OpenAsync(store, options);
        await using var heir = await EtcdTests.OpenAsync(Options(server.Address));
        old.Token = (await store.ClaimAsync("old", TimeSpan.FromMinutes(10), force: false, CancellationToken.None)).Token;
        await old.MustSendAsync("orders", d => d.Register("first"));

        // Between the write whose reply is lost and its repeat, another registry takes over and writes.
        client.RepeatNextAfter(async () =>
        {
            heir.Token = (await heir.Store.ClaimAsync("heir", TimeSpan.FromMinutes(10), force: true, CancellationToken.None)).Token;
            await heir.ReloadAsync("orders");
            await heir.MustSendAsync("orders", d => d.Register("heir"));
        });
        var status = await old.SendAsync("orders", d => d.Register("second"));

        Assert.Equal(AppendStatus.Appended, status);
        Assert.Equal(AppendStatus.Fenced, await old.SendAsync("orders", d => d.Register("third")));
        Assert.Equal(new Revision(3), heir.Script("orders").Revision);
        await heir.VerifyAsync();
    }

    [ServerFact]
    public async Task A_claim_whose_reply_is_lost_is_given_once()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var relay = new TcpRelay(server.Port);
        await using var session = await OpenAsync(relay.Address, o => o.OperationTimeout = TimeSpan.FromSeconds(30));
        var token = FencingToken.None;
        for (var i = 0; i < 20; i++)
        {
            relay.LoseNextReply();
            var claim = await session.Store.ClaimAsync($"owner-{i}", TimeSpan.FromMinutes(10), force: true, CancellationToken.None);
            Assert.Equal(token.Value + 1, claim.Token.Value);
            Assert.True(await session.Store.RenewClaimAsync(claim, CancellationToken.None));
            token = claim.Token;
        }
    }

    [ServerFact]
    public async Task A_load_goes_on_over_compactions()
    {
        await using var server = await EtcdServer.StartAsync();

        // Nothing fails here: a machine that has other work to do must not look like a store that is away.
        await using var session = await OpenAsync(server.Address, o => (o.AttemptTimeout, o.OperationTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));
        for (var service = 0; service < 30; service++)
        {
            await session.MustSendAsync($"service-{service}", d => Enumerable.Range(0, 400).ToList().ForEach(i => d.Register($"i-{service}-{i}")));
        }

        using var stop = new CancellationTokenSource();
        var compactions = 0;
        var compacting = Task.Run(() => CompactAsync(session, server, () => Interlocked.Increment(ref compactions), stop.Token));
        try
        {
            for (var round = 0; round < 5 || (Volatile.Read(ref compactions) <= 5 && !compacting.IsCompleted); round++)
            {
                await session.ReloadAsync("service-7");
                var loaded = new Dictionary<ServiceName, ServiceImage>();
                await foreach (var image in session.Store.LoadAllAsync(CancellationToken.None))
                {
                    loaded.Add(image.Service, image);
                }

                Assert.Equal(30, loaded.Values.Count(image => image.Instances.Count == 400 && image.Log.Count >= 400));
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await compacting;
        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_server_that_is_not_there_is_unavailable_and_can_be_opened_once_it_is()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.KillAsync();
        var options = Options(server.Address);
        options.OperationTimeout = options.AttemptTimeout = TimeSpan.FromMilliseconds(300);
        await using var store = new EtcdRegistryStore(options);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.OpenAsync(CancellationToken.None));
        await server.RestartAsync();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                await store.OpenAsync(CancellationToken.None);
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });

        Assert.Contains(server.Address.Authority, failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None));
    }

    [ServerFact]
    public async Task A_full_etcd_says_so_and_what_to_do()
    {
        await using var server = await EtcdServer.StartAsync("--quota-backend-bytes", "2000000");
        await using var session = await OpenAsync(server.Address);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await session.MustSendAsync("orders", d => Enumerable.Range(0, 50).ToList().ForEach(k => d.Register($"i-{i}-{k}")));
            }
        });

        Assert.Contains("compact and defragment", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(await session.Store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None));
    }

    /// <summary>How long the server stays frozen; longer by hand, to see more.</summary>
    private static TimeSpan FrozenFor => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("REGISTRY_TEST_FROZEN_SECONDS"), out var seconds) ? seconds : 5);

    // Writes, so that there is a newer revision to compact to, and compacts to it.
    private static async Task CompactAsync(StoreSession session, EtcdServer server, Action compacted, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await session.MustSendAsync("busy", d => d.Register($"i-{i}"));
            var reply = await server.CallAsync("/v3/kv/range", """{"key":"YQ=="}""");
            var revision = System.Text.Json.JsonDocument.Parse(reply).RootElement.GetProperty("header").GetProperty("revision").GetString();
            await server.CallAsync("/v3/kv/compaction", $$"""{"revision":"{{revision}}"}""");
            compacted();
        }
    }

    private static EtcdRegistryStoreOptions Options(Uri server)
    {
        var options = EtcdTests.Options(server, "test");
        options.LogCapacity = 1_000_000;
        (options.AttemptTimeout, options.OperationTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        return options;
    }

    private static Task<StoreSession> OpenAsync(Uri server, Action<EtcdRegistryStoreOptions>? configure = null)
    {
        var options = Options(server);
        configure?.Invoke(options);
        return EtcdTests.OpenAsync(options);
    }
}
