using System.Diagnostics;
using System.Globalization;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;
using Xunit.Abstractions;

namespace Orleans.Registry.EndToEndTests.Stores;

/// <summary>
/// Real registries on a real external store, with the store or the leading registry killed and frozen under load (P1, P3, P4,
/// P6, P8). Inherited per store.
/// </summary>
public abstract class StoreFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Services = 10;
    private const int Clients = 64;
    private const int LiveInstances = 50;
    private const double LiveTtl = 3;
    private const string ClaimTtl = "2";

    /// <summary>Changes of the storm that the server dies in.</summary>
    private static readonly int Changes = Setting("REGISTRY_E2E_STORE_CHANGES", 20_000);

    /// <summary>How long the server stands still; 30 in the long run.</summary>
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(Setting("REGISTRY_E2E_FROZEN_SECONDS", 4));

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(10));

    /// <summary>The store's server, as durable as it can be.</summary>
    protected abstract ServerProcess Server { get; }

    /// <summary>The store's name.</summary>
    protected abstract string StoreName { get; }

    /// <summary>How a registry reaches it.</summary>
    protected abstract string[] ServerArguments { get; }

    private string[] StoreArguments => ["--store", StoreName, .. ServerArguments, "--claim-ttl", ClaimTtl];

    public abstract Task InitializeAsync();

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _deadline.Dispose();
    }

    [ServerFact]
    public async Task Every_one_of_twenty_thousand_changes_is_made_exactly_once_though_the_server_is_killed_among_them()
    {
        await using var silo = await SiloProcess.StartAsync(StoreArguments);
        var live = new LiveFleet([silo], LiveInstances, LiveTtl);
        await live.RegisterAsync();
        using var stop = new CancellationTokenSource();
        var living = live.RunAsync(stop.Token);
        var writers = new StoreWriters([silo], Services);
        var clock = Stopwatch.StartNew();
        var storm = writers.RunAsync(0, Changes, Clients, _deadline.Token);

        await Eventually.TrueAsync(() => writers.Acknowledged.Count > Changes / 4, TimeSpan.FromMinutes(2));
        await Server.KillAsync();
        await Eventually.TrueAsync(() => !writers.Refusals.IsEmpty);
        await Server.RestartAsync();
        await storm;
        await stop.CancelAsync();
        await living;
        output.WriteLine($"{Changes} changes in {clock.Elapsed.TotalSeconds:0.0} s; refusals: {Told(writers)}; {Told(live)}");

        Assert.Contains("store_unavailable", writers.Refusals.Keys);
        Assert.Empty(live.Surprises);

        // What counts is what the store holds: another process reads it.
        await silo.KillAsync();
        await silo.RestartAsync();
        await EachIsThereOnceAsync(silo, writers, Changes);
    }

    [ServerFact]
    public async Task Reads_go_on_with_their_age_and_writes_succeed_later_exactly_once_when_the_server_stands_still()
    {
        const int Writes = 4_000;
        await using var silo = await SiloProcess.StartAsync(StoreArguments);
        var live = new LiveFleet([silo], LiveInstances, LiveTtl);
        await live.RegisterAsync();
        using var stop = new CancellationTokenSource();
        var living = live.RunAsync(stop.Token);
        var writers = new StoreWriters([silo], Services);
        var storm = writers.RunAsync(0, Writes, Clients, _deadline.Token);
        await Eventually.TrueAsync(() => writers.Acknowledged.Count > Writes / 4, TimeSpan.FromMinutes(2));

        Server.Pause();
        try
        {
            await Eventually.TrueAsync(() => writers.Refusals.ContainsKey("store_unavailable"));
            var answers = live.WholeAnswers;
            await Task.Delay(Frozen);
            Assert.True(live.WholeAnswers > answers, "No read was answered while the server stood still.");
            await Eventually.TrueAsync(() => live.OldestAnswer > TimeSpan.FromSeconds(1));
        }
        finally
        {
            Server.Resume();
        }

        await storm;
        await Eventually.TrueAsync(async () => (await silo.GetAsync("/api/v1/stats")).GetProperty("isReady").GetBoolean());
        await stop.CancelAsync();
        await living;
        output.WriteLine($"refusals: {Told(writers)}; {Told(live)}");

        Assert.Empty(live.Surprises);
        Assert.Equal(0, (await silo.GetAsync("/api/v1/stats")).GetProperty("expirations").GetInt64());
        await EachIsThereOnceAsync(silo, writers, Writes);
    }

    [ServerFact]
    public async Task Standby_takes_over_from_a_leader_killed_under_load_and_nobody_loses_anything()
    {
        const int BeforeKill = 3_000;
        const int AfterKill = 3_000;
        await using var leader = await SiloProcess.StartAsync(StoreArguments);
        SiloProcess[] both = [leader, await SiloProcess.StartStandbyAsync(StoreArguments)];
        await using var standby = both[1];
        var live = new LiveFleet(both, LiveInstances, LiveTtl);
        await live.RegisterAsync();
        await Eventually.TrueAsync(async () =>
        {
            // However long the standby takes: they live.
            await live.RenewAsync();
            return (await standby.GetAsync("/api/v1/stats")).GetProperty("instances").GetProperty("healthy").GetInt32() == LiveInstances;
        });
        using var stop = new CancellationTokenSource();
        var living = live.RunAsync(stop.Token);
        var writers = new StoreWriters(both, Services);
        var perService = (BeforeKill + AfterKill) / Services;
        var watchers = Enumerable.Range(0, 20).Select(i => new RawWatcher(both, writers.ServiceOf(i), seed: i)).ToArray();
        var storm = writers.RunAsync(0, BeforeKill + AfterKill, Clients, _deadline.Token);
        var watching = Task.WhenAll(watchers.Select(w => w.RunAsync(perService, perService / 4, _deadline.Token)));

        await Eventually.TrueAsync(() => writers.Acknowledged.Count > BeforeKill, TimeSpan.FromMinutes(2));
        await leader.KillAsync();
        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(async () => (await standby.GetAsync("/api/v1/stats")).GetProperty("isReady").GetBoolean());
        var takeOver = clock.Elapsed;
        await storm;
        await watching;
        await Task.Delay(TimeSpan.FromSeconds(LiveTtl));
        await stop.CancelAsync();
        await living;
        output.WriteLine(
            $"took over {takeOver.TotalSeconds:0.00} s after the kill (claims live {ClaimTtl} s); refusals: {Told(writers)}; {Told(live)}; "
            + $"{watchers.Sum(static w => w.Changes)} changes watched over {watchers.Sum(static w => w.Connections)} connections");

        Assert.Empty(live.Surprises);
        Assert.Empty(watchers.SelectMany(static w => w.Faults));

        // The first of each: another would stand for a gap, or a new epoch.
        Assert.All(watchers, static w => Assert.InRange(w.Snapshots, 0, 1));
        Assert.Equal(0, (await standby.GetAsync("/api/v1/stats")).GetProperty("expirations").GetInt64());
        await EachIsThereOnceAsync(standby, writers, BeforeKill + AfterKill);
    }

    private async Task EachIsThereOnceAsync(SiloProcess silo, StoreWriters writers, int count)
    {
        Assert.Equal(StoreName, (await silo.GetAsync("/api/v1/stats")).GetProperty("store").GetString());
        Assert.Equal(count, writers.Acknowledged.Count);
        for (var service = 0; service < Services; service++)
        {
            var name = writers.ServiceOf(service);
            var ids = await silo.IdsAsync(name);
            Assert.Equal(Enumerable.Range(0, count).Where(n => n % Services == service).Select(static n => $"store-{n}").Order(), ids.Order());

            // One change for each: none was made twice.
            var answer = await silo.GetAsync($"/api/v1/services/{name}");
            Assert.EndsWith($"-{ids.Count}", answer.GetProperty("snapshot").GetProperty("position").GetString(), StringComparison.Ordinal);
        }
    }

    private static string Told(StoreWriters writers) => string.Join(", ", writers.Refusals.OrderBy(static r => r.Key).Select(static r => $"{r.Key} {r.Value}"));

    private static string Told(LiveFleet live)
        => $"{live.WholeAnswers} whole answers, oldest {live.OldestAnswer.TotalSeconds:0.0} s, {live.NoAnswers} without";

    private static int Setting(string name, int fallback)
        => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
