using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>Checks that the program runs, asked for and seen over HTTP.</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task A_watch_shows_an_instance_fall_and_rise_as_its_check_finds_it()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var silo = await SiloProcess.StartAsync();
        using var port = new SwitchedPort();
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(silo, new { name = "port", kind = "tcp", intervalSeconds = 1 }, port.Number)).Code);
        using var answer = await silo.Http.GetAsync(
            silo.Url("/api/v1/services/orders/watch"), HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        using var reader = new SseReader(await answer.Content.ReadAsStreamAsync(deadline.Token));

        port.Close();
        var fallen = await NextChangeAsync(reader, deadline.Token);
        port.Open();
        var risen = await NextChangeAsync(reader, deadline.Token);

        Assert.Equal(("unhealthy", "healthy"), (fallen.GetProperty("kind").GetString(), risen.GetProperty("kind").GetString()));
        Assert.StartsWith("check 'port' failed: could not connect", fallen.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_http_check_asks_in_the_way_that_was_registered()
    {
        await using var silo = await SiloProcess.StartAsync("--store", "memory");

        // The registry checks itself: an instance like any other.
        await RegisterAsync(silo, new { name = "web", kind = "http", target = "/healthz", method = "HEAD", successCodes = "418", intervalSeconds = 1 }, silo.Port);
        await StatusAsync(silo, "unhealthy");
        var instance = (await silo.GetAsync("/api/v1/instances/orders-1")).GetProperty("instance");
        Assert.Contains($"HEAD http://127.0.0.1:{silo.Port}/healthz: 405", instance.GetProperty("statusReason").GetString(), StringComparison.Ordinal);
        Assert.Equal("418", instance.GetProperty("healthChecks")[0].GetProperty("successCodes").GetString());

        await RegisterAsync(silo, new { name = "web", kind = "http", target = "/healthz", headers = new { Accept = "*/*" }, intervalSeconds = 1 }, silo.Port);
        await StatusAsync(silo, "healthy");

        var metrics = Scrape.Parse(await silo.Http.GetStringAsync(silo.Url("/metrics")));
        Assert.True(metrics.Sum("registry_health_check_runs_total", "registry_health_check_kind=\"http\"", "registry_health_check_outcome=\"passed\"") > 0);
    }

    [Fact]
    public async Task Programs_are_refused_unless_the_registry_was_told_to_run_them()
    {
        var check = new { name = "script", kind = "script", target = "sh -c 'echo no disk; exit 1'", intervalSeconds = 1 };
        await using var silo = await SiloProcess.StartAsync("--store", "memory");
        var (code, body) = await RegisterAsync(silo, check, 80);
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Contains("healthChecks[0].kind", body, StringComparison.Ordinal);

        await using var trusting = await SiloProcess.StartAsync("--store", "memory", "--allow-script-checks");
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(trusting, check, 80)).Code);

        await StatusAsync(trusting, "unhealthy");
        var instance = (await trusting.GetAsync("/api/v1/instances/orders-1")).GetProperty("instance");
        Assert.Equal("check 'script' failed: exit code 1: no disk", instance.GetProperty("statusReason").GetString());
    }

    [Fact]
    public async Task Wrong_settings_of_checks_are_named_at_the_start()
    {
        var (code, error) = await ProgramRun.RunSiloAsync("--port", "0", "--store", "memory", "--check-concurrency", "0");

        Assert.Equal(2, code);
        Assert.Contains("MaxConcurrency", error, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Code, string Body)> RegisterAsync(SiloProcess silo, object check, int port)
    {
        using var answer = await silo.Http.PostAsJsonAsync(
            silo.Url("/api/v1/instances"), new { service = "orders", id = "orders-1", address = "127.0.0.1", port, ttlSeconds = 3600, healthChecks = new[] { check } });
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task StatusAsync(SiloProcess silo, string status) => Eventually.TrueAsync(
        async () => (await silo.GetAsync("/api/v1/instances/orders-1")).GetProperty("instance").GetProperty("status").GetString() == status,
        TimeSpan.FromSeconds(60),
        $"the instance is {status}");

    private static async Task<JsonElement> NextChangeAsync(SseReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Assert.IsType<SseEvent>(await reader.NextAsync(cancellationToken));
            if (next.Name == "change")
            {
                return JsonDocument.Parse(next.Data).RootElement.GetProperty("change");
            }
        }
    }
}
