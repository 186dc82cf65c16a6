using System.Globalization;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests;

/// <summary>The server dies, freezes, forgets.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class RedisFaultTests
{
    private const int Writers = 8;

    [ServerFact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_and_started_again_under_load()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerSetup { AppendFsync = "always" });
        await using var session = await OpenAsync(server);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(i => new SteadyWriter(session, $"service-{i}")).ToArray();
        var running = writers.Select(w => Task.Run(() => w.RunAsync(stop.Token))).ToArray();

        for (var round = 0; round < 3; round++)
        {
            var before = writers.Select(w => w.Acknowledged).ToArray();
            await Eventually.TrueAsync(() => writers.Zip(before).All(p => p.First.Acknowledged > p.Second + 20));
            await server.KillAsync();
            await server.RestartAsync();
        }

        var after = writers.Select(w => w.Acknowledged).ToArray();
        await Eventually.TrueAsync(() => writers.Zip(after).All(p => p.First.Acknowledged > p.Second));
        await stop.CancelAsync();
        await Eventually.EndsAsync(Task.WhenAll(running));
        Assert.True(writers.Sum(w => w.Failures) > 0, "No writer met a dead server.");
        foreach (var writer in writers)
        {
            await writer.VerifyAsync();
        }
    }

    [ServerFact]
    public async Task A_frozen_server_makes_outcomes_unknown_and_loses_or_repeats_nothing_when_it_goes_on()
    {
        await using var server = await RedisServer.StartAsync();
        await using var session = await OpenAsync(server, o => o.OperationTimeout = TimeSpan.FromSeconds(1));
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(i => new SteadyWriter(session, $"service-{i}")).ToArray();
        var running = writers.Select(w => Task.Run(() => w.RunAsync(stop.Token))).ToArray();
        await Eventually.TrueAsync(() => writers.All(w => w.Acknowledged > 20));

        server.Pause();
        try
        {
            await Eventually.TrueAsync(() => writers.All(w => w.Failures > 0));
            await Task.Delay(FrozenFor);
        }
        finally
        {
            server.Resume();
        }

        var before = writers.Select(w => w.Acknowledged).ToArray();
        await Eventually.TrueAsync(() => writers.Zip(before).All(p => p.First.Acknowledged > p.Second + 20));
        await stop.CancelAsync();
        await Eventually.EndsAsync(Task.WhenAll(running));
        foreach (var writer in writers)
        {
            await writer.VerifyAsync();
        }
    }

    [ServerFact]
    public async Task Forgotten_scripts_are_sent_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var session = await OpenAsync(server);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(i => new SteadyWriter(session, $"service-{i}")).ToArray();
        var running = writers.Select(w => Task.Run(() => w.RunAsync(stop.Token))).ToArray();

        for (var round = 0; round < 20; round++)
        {
            var before = writers.Select(w => w.Acknowledged).ToArray();
            await Eventually.TrueAsync(() => writers.Zip(before).All(p => p.First.Acknowledged > p.Second));
            await server.CommandAsync("SCRIPT", "FLUSH");
        }

        await stop.CancelAsync();
        await Eventually.EndsAsync(Task.WhenAll(running));
        Assert.All(writers, w => Assert.Equal(0, w.Failures));
        foreach (var writer in writers)
        {
            await writer.VerifyAsync();
        }
    }

    [ServerFact]
    public async Task A_server_that_is_not_there_is_unavailable_and_can_be_opened_once_it_is()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        var options = RedisTests.Options(server.EndPoint, "test");
        (options.ConnectTimeout, options.OperationTimeout) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300));
        await using var store = RedisTests.Store(options);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.OpenAsync(CancellationToken.None));
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

        Assert.Null(await store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None));
    }

    [ServerFact]
    public async Task A_server_that_lost_acknowledged_changes_gets_a_new_epoch_for_the_services_concerned()
    {
        await using var server = await StartForgetfulAsync();
        var log = new ListLogger();
        await using var session = await RedisTests.OpenAsync(RedisTests.Options(server.EndPoint, "test"), log);
        await session.MustSendAsync("lossy", d => d.Register("kept"));
        await session.MustSendAsync("steady", d => d.Register("kept"));
        await server.CommandAsync("SAVE");
        await session.MustSendAsync("lossy", d => d.Register("lost").Register("lost-too"));
        var (lossy, steady) = (session.Script("lossy"), session.Script("steady"));

        await server.KillAsync();
        await server.RestartAsync();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await session.SendAsync("lossy", d => d.Update("lost")) == AppendStatus.RevisionConflict;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });
        await session.ReloadAsync("lossy");
        await session.ReloadAsync("steady");

        Assert.Equal(steady.Epoch, session.Script("steady").Epoch);
        Assert.NotEqual(lossy.Epoch, session.Script("lossy").Epoch);
        Assert.Equal(new Revision(1), session.Script("lossy").Revision);
        Assert.Contains(log.Entries, e => e.Event == "HistoryLost");
        Assert.Equal(AppendStatus.RevisionConflict, await session.Store.AppendAsync(lossy.Draft().Register("of-old-epoch").Build(), CancellationToken.None));
        await session.MustSendAsync("lossy", d => d.Register("again"));
        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_claim_that_the_server_forgot_is_set_up_again_by_its_renewal()
    {
        await using var server = await StartForgetfulAsync();
        await using var session = await OpenAsync(server);
        var old = await session.Store.ClaimAsync("old", TimeSpan.FromMinutes(10), force: false, CancellationToken.None);
        await server.CommandAsync("SAVE");
        var heir = await session.Store.ClaimAsync("heir", TimeSpan.FromMinutes(10), force: true, CancellationToken.None);

        await server.KillAsync();
        await server.RestartAsync();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await session.Store.RenewClaimAsync(heir, CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });

        Assert.False(await session.Store.RenewClaimAsync(old, CancellationToken.None));
        session.Token = old.Token;
        Assert.Equal(AppendStatus.Fenced, await session.SendAsync("orders", d => d.Register("a")));
        session.Token = heir.Token;
        await session.MustSendAsync("orders", d => d.Register("a"));
    }

    [ServerFact]
    public async Task Writing_goes_on_at_a_replica_that_took_over()
    {
        await using var primary = await RedisServer.StartAsync(new RedisServerSetup { ExtraArguments = ["--repl-diskless-sync-delay", "0"] });
        await using var replica = await RedisServer.StartAsync(new RedisServerSetup
        {
            ExtraArguments = ["--replicaof", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture)],
        });
        // Only the primary knows: the replica calls its link up before the primary begins to send it what is written.
        await Eventually.TrueAsync(
            async () => ((string)(await primary.CommandAsync("INFO", "replication"))!).Contains("state=online", StringComparison.Ordinal));
        var options = RedisTests.Options($"{primary.EndPoint},{replica.EndPoint}", "test");
        (options.ConnectTimeout, options.OperationTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        options.MaxReconnectDelay = TimeSpan.FromSeconds(1);
        await using var session = await RedisTests.OpenAsync(options);
        using var stop = new CancellationTokenSource();
        var writer = new SteadyWriter(session, "orders");
        var running = Task.Run(() => writer.RunAsync(stop.Token));
        await Eventually.TrueAsync(() => writer.Acknowledged > 20);

        // The primary holds its clients up but goes on to send: then the replica has all that was acknowledged.
        await primary.CommandAsync("CLIENT", "PAUSE", "600000");
        await Eventually.TrueAsync(() => writer.Failures > 0);
        var before = writer.Acknowledged;
        var meta = $"{{test:{RedisKeys.ShardOf("orders", options.Shards)}}}:s:orders:meta";
        await Eventually.TrueAsync(
            async () => await replica.CommandAsync("HGET", meta, "revision") is string held && int.Parse(held, CultureInfo.InvariantCulture) == before);
        await primary.KillAsync();
        await replica.CommandAsync("REPLICAOF", "NO", "ONE");

        await Eventually.TrueAsync(() => running.IsCompleted || writer.Acknowledged > before, TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await Eventually.EndsAsync(running);
        await writer.VerifyAsync();
    }

    [ServerFact]
    public async Task A_token_drawn_after_the_server_forgot_everything_is_higher_than_all_before()
    {
        await using var server = await RedisServer.StartAsync();
        await using var session = await OpenAsync(server);
        var before = await session.Store.ClaimAsync("before", TimeSpan.FromMinutes(10), force: false, CancellationToken.None);

        await server.CommandAsync("FLUSHALL");
        var after = await session.Store.ClaimAsync("after", TimeSpan.FromMinutes(10), force: false, CancellationToken.None);

        Assert.True(after.Token.Value > before.Token.Value, $"{after} is not higher than {before}.");
    }

    /// <summary>How long the server stays frozen beyond the first failures; longer by hand, to see more.</summary>
    private static TimeSpan FrozenFor => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("REGISTRY_TEST_FROZEN_SECONDS"), out var seconds) ? seconds : 0);

    /// <summary>A server that keeps only what it was told to save.</summary>
    private static Task<RedisServer> StartForgetfulAsync() => RedisServer.StartAsync(new RedisServerSetup { ExtraArguments = ["--appendonly", "no"] });

    private static Task<StoreSession> OpenAsync(RedisServer server, Action<RedisRegistryStoreOptions>? configure = null)
    {
        var options = RedisTests.Options(server.EndPoint, "test");
        options.LogCapacity = 1_000_000;
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        configure?.Invoke(options);
        return RedisTests.OpenAsync(options);
    }
}
