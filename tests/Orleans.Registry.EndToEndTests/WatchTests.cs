using System.Globalization;
using System.Net.Http.Json;
using Xunit.Abstractions;

namespace Orleans.Registry.EndToEndTests;

/// <summary>P3 over real sockets: many watchers, forced disconnects, a reader that stalls.</summary>
public sealed class WatchTests(ITestOutputHelper output)
{
    private const int Watchers = 200;
    private const int Instances = 20;

    /// <summary>Changes of the storm; 50,000 are the long run.</summary>
    private static readonly int Changes = int.Parse(Environment.GetEnvironmentVariable("REGISTRY_E2E_CHANGES") ?? "2000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Two_hundred_watchers_with_forced_disconnects_see_every_change_once_and_in_order()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        await using var silo = await SiloProcess.StartAsync("--durability", "os");
        await RegisterAsync(silo);
        var watchers = Enumerable.Range(0, Watchers).Select(i => new RawWatcher(silo, "orders", seed: i)).ToList();
        var watching = Task.WhenAll(watchers.Select(w => w.RunAsync(Instances + Changes, Math.Max(20, Changes / 10), deadline.Token)));
        await ChangeAsync(silo, Changes, deadline.Token);
        await watching;

        output.WriteLine($"{watchers.Sum(static w => w.Changes)} changes over {watchers.Sum(static w => w.Connections)} connections, {watchers.Sum(static w => w.Snapshots)} snapshots");
        Assert.Empty(watchers.SelectMany(static w => w.Faults));
        Assert.All(watchers, static w => Assert.Equal(Instances + Changes, w.Revision));
        Assert.True(watchers.Sum(static w => w.Connections) > Watchers * 2);
    }

    [Fact]
    public async Task Reader_that_stalls_gets_a_snapshot_for_what_it_missed_and_then_goes_on()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var silo = await SiloProcess.StartAsync("--store", "memory", "--log-capacity", "64");
        await RegisterAsync(silo);
        var watcher = new RawWatcher(silo, "orders", seed: 1);
        using var answer = await silo.Http.GetAsync(
            silo.Url("/api/v1/services/orders/watch"), HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        using var reader = new SseReader(await answer.Content.ReadAsStreamAsync(deadline.Token));

        // Far more than the sockets between them hold: the registry must give up sending one by one.
        const int Missed = 20_000;
        await ChangeAsync(silo, Missed, deadline.Token);
        List<string> snapshots = [];
        while (watcher.Revision < Instances + Missed)
        {
            var next = Assert.IsType<SseEvent>(await reader.NextAsync(deadline.Token));
            if (next.Name == "snapshot")
            {
                snapshots.Add(next.Data);
            }

            watcher.Take(next);
        }

        Assert.Empty(watcher.Faults);
        Assert.True(watcher.Changes < Missed, $"{watcher.Changes} changes were kept for a reader that read nothing");
        Assert.Contains("\"reason\":\"initial\"", snapshots[0], StringComparison.Ordinal);
        Assert.All(snapshots.Skip(1), static s => Assert.Contains("\"reason\":\"historyGone\"", s, StringComparison.Ordinal));
        Assert.True(snapshots.Count >= 2);
    }

    private static async Task RegisterAsync(SiloProcess silo)
    {
        for (var i = 0; i < Instances; i++)
        {
            await silo.RegisterAsync("orders", $"orders-{i}", ttl: 3600);
        }
    }

    // Each instance is changed by one writer, so that each request is a change.
    private static Task ChangeAsync(SiloProcess silo, int changes, CancellationToken cancellationToken)
        => Task.WhenAll(Enumerable.Range(0, Instances).Select(async writer =>
        {
            for (var i = writer; i < changes; i += Instances)
            {
                using var answer = await silo.Http.PatchAsJsonAsync(
                    silo.Url($"/api/v1/instances/orders-{writer}"), new { weight = 1 + (i / Instances % 1000) }, cancellationToken);
                answer.EnsureSuccessStatusCode();
            }
        }));
}
