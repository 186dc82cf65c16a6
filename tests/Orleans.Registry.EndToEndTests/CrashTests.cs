using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.EndToEndTests;

/// <summary>P1 and P4 with a real process: SIGKILL in the middle of a storm of registrations.</summary>
public sealed class CrashTests
{
    private const int Registrations = 10_000;
    private const int RefusedEvery = 10;
    private const int LiveClients = 100;
    private const double LiveTtl = 3;

    [Fact]
    public async Task Registry_killed_among_ten_thousand_registrations_keeps_what_it_acknowledged_and_expires_nobody()
    {
        await using var silo = await SiloProcess.StartAsync("--durability", "fsync");
        for (var i = 0; i < LiveClients; i++)
        {
            Assert.Equal(HttpStatusCode.Created, await silo.RegisterAsync("live", $"live-{i}", ttl: LiveTtl));
        }

        using var stop = new CancellationTokenSource();
        var renewing = RenewAsync(silo, stop.Token);
        ConcurrentDictionary<string, bool> acknowledged = new();
        ConcurrentDictionary<string, bool> refused = new();
        var storm = Task.WhenAll(Enumerable.Range(0, Registrations).Select(i => RegisterAsync(silo, i, acknowledged, refused)));
        await Eventually.TrueAsync(() => acknowledged.Count >= Registrations / 5);
        await silo.KillAsync();
        await storm;
        Assert.InRange(acknowledged.Count, Registrations / 5, Registrations - 1);

        // Down for longer than the live clients' TTL: the time in which nobody could hear them must not count.
        await Task.Delay(TimeSpan.FromSeconds(LiveTtl + 1));
        await silo.RestartAsync();
        await Eventually.TrueAsync(async () => (await silo.GetAsync("/api/v1/stats")).GetProperty("renewals").GetInt64() >= 5 * LiveClients);
        await stop.CancelAsync();

        Assert.Empty(await renewing);
        var present = new HashSet<string>();
        for (var service = 0; service < 10; service++)
        {
            present.UnionWith(await silo.IdsAsync($"storm-{service}"));
        }

        Assert.Empty(acknowledged.Keys.Except(present));
        Assert.Empty(refused.Keys.Intersect(present));
        Assert.Equal(LiveClients, (await silo.IdsAsync("live")).Count);
    }

    [Fact]
    public async Task Registry_frozen_for_longer_than_the_ttl_expires_nobody_who_lives()
    {
        await using var silo = await SiloProcess.StartAsync();
        for (var i = 0; i < LiveClients; i++)
        {
            Assert.Equal(HttpStatusCode.Created, await silo.RegisterAsync("live", $"live-{i}", ttl: LiveTtl));
        }

        using var stop = new CancellationTokenSource();
        var renewing = RenewAsync(silo, stop.Token);
        await Eventually.TrueAsync(async () => (await silo.GetAsync("/api/v1/stats")).GetProperty("renewals").GetInt64() >= LiveClients);

        silo.Pause();
        await Task.Delay(TimeSpan.FromSeconds(2 * LiveTtl));
        silo.Resume();

        var before = (await silo.GetAsync("/api/v1/stats")).GetProperty("renewals").GetInt64();
        await Eventually.TrueAsync(
            async () => (await silo.GetAsync("/api/v1/stats")).GetProperty("renewals").GetInt64() >= before + (20 * LiveClients));
        await stop.CancelAsync();
        Assert.Empty(await renewing);
        Assert.Equal(LiveClients, (await silo.IdsAsync("live")).Count);
    }

    private static async Task RegisterAsync(
        SiloProcess silo, int number, ConcurrentDictionary<string, bool> acknowledged, ConcurrentDictionary<string, bool> refused)
    {
        var id = $"storm-{number}";
        var isBad = number % RefusedEvery == 0;
        try
        {
            var code = await silo.RegisterAsync($"storm-{number % 10}", id, port: isBad ? 70_000 : 8080, ttl: 600);
            (code == HttpStatusCode.Created ? acknowledged : refused)[id] = true;
        }
        catch (HttpRequestException)
        {
            // No answer: it may or may not have been registered.
        }
    }

    // Renews all live clients as one process would; returns what it was told other than "renewed".
    private static async Task<List<string>> RenewAsync(SiloProcess silo, CancellationToken cancellationToken)
    {
        List<string> surprises = [];
        var renewals = Enumerable.Range(0, LiveClients).Select(static i => new { id = $"live-{i}" }).ToArray();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var answer = await silo.Http.PostAsJsonAsync(silo.Url("/api/v1/renewals"), new { renewals }, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                    if (text.Contains("unknown", StringComparison.Ordinal) || text.Contains("superseded", StringComparison.Ordinal))
                    {
                        surprises.Add(text);
                    }
                }
            }
            catch (HttpRequestException)
            {
                // The registry is down; a client goes on trying.
            }

            await Task.Delay(200, CancellationToken.None);
        }

        return surprises;
    }
}
