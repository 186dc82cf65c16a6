using System.Diagnostics;
using Orleans.Registry.TestKit;
using Xunit.Abstractions;

namespace Orleans.Registry.EndToEndTests;

/// <summary>P5 and P10 with real programs: one client is killed, others leave gently under load.</summary>
public sealed class SampleTests(ITestOutputHelper output)
{
    private const double Ttl = 3;

    [Fact]
    public async Task Killed_client_leaves_the_answers_when_its_lease_has_run_out()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var silo = await SiloProcess.StartAsync("--store", "memory");
        await using var first = await SampleProcess.StartAsync(silo, "web", "web", "--ttl", $"{Ttl}");
        await using var second = await SampleProcess.StartAsync(silo, "web", "web", "--ttl", $"{Ttl}");
        await using var third = await SampleProcess.StartAsync(silo, "web", "web", "--ttl", $"{Ttl}");
        await Eventually.TrueAsync(async () => (await silo.IdsAsync("web")).Count == 3);
        using var answer = await silo.Http.GetAsync(
            silo.Url("/api/v1/services/web/watch"), HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        using var reader = new SseReader(await answer.Content.ReadAsStreamAsync(deadline.Token));

        await second.KillAsync();
        var clock = Stopwatch.StartNew();
        SseEvent? next;
        do
        {
            next = await reader.NextAsync(deadline.Token);
        }
        while (next is not null && !next.Data.Contains("\"kind\":\"expired\"", StringComparison.Ordinal));

        output.WriteLine($"expired {clock.Elapsed.TotalSeconds:0.000} s after the kill, TTL {Ttl} s");
        Assert.NotNull(next);
        Assert.Equal(2, (await silo.IdsAsync("web")).Count);
    }

    [Fact]
    public async Task Clients_leaving_one_after_another_under_load_fail_no_call()
    {
        await using var silo = await SiloProcess.StartAsync("--store", "memory");
        await using var stays = await SampleProcess.StartAsync(silo, "web", "web", "--calls-per-second", "0");
        await Eventually.TrueAsync(async () => (await silo.IdsAsync("web")).Count == 1);
        await using var caller = await SampleProcess.StartAsync(silo, "caller", "web", "--calls-per-second", "200");
        for (var i = 0; i < 3; i++)
        {
            await using var leaves = await SampleProcess.StartAsync(silo, "web", "web", "--calls-per-second", "0");
            await Eventually.TrueAsync(async () => (await silo.IdsAsync("web")).Count == 2);
            await CallsGoOnAsync(caller);

            Assert.Equal(0, await leaves.TerminateAsync());

            await Eventually.TrueAsync(async () => (await silo.IdsAsync("web")).Count == 1);
            await CallsGoOnAsync(caller);
        }

        var (ok, failed) = await caller.CallsAsync();
        output.WriteLine($"{ok} calls, {failed} failed");
        Assert.True(failed == 0, caller.Output);
    }

    private static async Task CallsGoOnAsync(SampleProcess caller)
    {
        var (before, _) = await caller.CallsAsync();
        await Eventually.TrueAsync(async () => (await caller.CallsAsync()).Ok >= before + 200);
    }
}
