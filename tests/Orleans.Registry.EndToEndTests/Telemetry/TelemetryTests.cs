using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>What the programs tell of themselves, as those who watch them get it.</summary>
public sealed class TelemetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("embedded")]
    [InlineData("orleans")]
    public async Task Prometheus_reads_the_five_metrics_with_what_was_done(string engine)
    {
        await using var silo = await SiloProcess.StartAsync(Settings(engine));
        using var port = new SwitchedPort();
        Assert.Equal(HttpStatusCode.Created, await RegisterCheckedAsync(silo, port.Number));
        Assert.Equal(HttpStatusCode.Created, await silo.RegisterAsync("orders", "orders-2", ttl: 3600));
        Assert.Equal(HttpStatusCode.OK, await silo.RegisterAsync("orders", "orders-2", ttl: 3600));
        using var failed = await silo.Http.PutAsJsonAsync(silo.Url("/api/v1/instances/orders-2/health"), new { signal = "checkFailed" });
        failed.EnsureSuccessStatusCode();
        for (var i = 0; i < 3; i++)
        {
            await silo.GetAsync("/api/v1/services/orders?strong=true");
        }

        var metrics = await ScrapeUntilAsync(
            silo, static m => m.Sum("registry_health_check_runs_total", "registry_health_check_kind=\"tcp\"", "registry_health_check_outcome=\"passed\"") > 0);

        Assert.Equal(3, metrics.Sum("registry_registrations_total"));
        Assert.Equal(3, metrics.Sum("registry_discoveries_total"));
        Assert.Equal(1, metrics.Sum("registry_instance_count", "registry_instance_status=\"healthy\""));
        Assert.Equal(1, metrics.Sum("registry_instance_count", "registry_instance_status=\"unhealthy\""));
        Assert.Equal(1, metrics.Sum("registry_service_count"));
        Assert.Equal(2, metrics.Sum("registry_changes_total", "registry_change_kind=\"registered\""));
        Assert.Equal(1, metrics.Sum("registry_health_reports_total", "registry_health_report_signal=\"checkFailed\""));
        Assert.Equal(metrics.Sum("registry_health_check_runs_total"), metrics.Sum("registry_health_check_duration_seconds_count"));
        Assert.True(metrics.Sum("http_server_request_duration_seconds_count") > 0);
        Assert.Equal(engine == "orleans", metrics.Sum("orleans_grains") is not null);
        await ScrapeUntilAsync(silo, static m => m.Sum("registry_ready") == 1);
    }

    [Fact]
    public async Task Prometheus_reads_a_clients_selections()
    {
        await using var silo = await SiloProcess.StartAsync("--store", "memory");
        await using var called = await SampleProcess.StartAsync(silo, "web", "", "--calls-per-second", "0");
        await Eventually.TrueAsync(async () => (await silo.IdsAsync("web")).Count == 1);
        await using var caller = await SampleProcess.StartAsync(silo, "caller", "web", "--calls-per-second", "50");
        await Eventually.TrueAsync(async () => (await caller.CallsAsync()).Ok > 10, Patience);

        var before = (await caller.CallsAsync()).Ok;
        var metrics = Scrape.Parse(await caller.MetricsAsync());

        Assert.InRange(metrics.Sum("registry_client_selections_total", "registry_service_name=\"web\"")!.Value, before, double.MaxValue);
        Assert.InRange(metrics.Sum("registry_client_calls_total", "registry_service_name=\"web\"")!.Value, before, double.MaxValue);
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("orleans")]
    public async Task A_collector_is_sent_metrics_traces_and_logs(string engine)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var silo = await SiloProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_SERVICE_NAME"] = "registry-of-the-test",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "500",
            },
            Settings(engine));
        Assert.Equal(HttpStatusCode.Created, await silo.RegisterAsync("orders", "orders-1", ttl: 3600));
        using var renewed = await silo.Http.PutAsync(silo.Url("/api/v1/instances/orders-1/lease"), null);
        renewed.EnsureSuccessStatusCode();

        await Eventually.TrueAsync(() => collector.HasReceived("metrics", "registry-of-the-test", "registry.registrations", "registry.instance.count"), Patience);
        await Eventually.TrueAsync(() => collector.HasReceived("traces", "registry-of-the-test", "registry.register", "orders-1"), Patience);
        await Eventually.TrueAsync(() => collector.HasReceived("traces", "registry.store.append"), Patience);
        await Eventually.TrueAsync(() => collector.HasReceived("logs", "registry-of-the-test", "Started: "), Patience);
        Assert.False(collector.HasReceived("traces", "/lease"));
        Assert.False(collector.HasReceived("traces", "/readyz"));
    }

    [Fact]
    public async Task What_is_switched_off_is_not_served()
    {
        await using var silo = await SiloProcess.StartAsync("--store", "memory", "--Registry:Telemetry:Prometheus", "false");

        using var answer = await silo.Http.GetAsync(silo.Url("/metrics"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static string[] Settings(string engine)
        => engine == "embedded"
            ? ["--store", "memory"]
            : ["--engine", "orleans", "--store", "memory", "--silo-port", Number(LoopbackPort.Free()), "--gateway-port", Number(LoopbackPort.Free())];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<HttpStatusCode> RegisterCheckedAsync(SiloProcess silo, int port)
    {
        using var answer = await silo.Http.PostAsJsonAsync(
            silo.Url("/api/v1/instances"),
            new
            {
                service = "orders",
                id = "orders-1",
                address = "127.0.0.1",
                port,
                ttlSeconds = 3600,
                healthChecks = new[] { new { name = "port", kind = "tcp", intervalSeconds = 1 } },
            });
        return answer.StatusCode;
    }

    private static async Task<Scrape> ScrapeUntilAsync(SiloProcess silo, Func<Scrape, bool> condition)
    {
        var last = await ScrapeAsync(silo);
        await Eventually.TrueAsync(
            async () =>
            {
                last = await ScrapeAsync(silo);
                return condition(last);
            },
            Patience);
        return last;
    }

    private static async Task<Scrape> ScrapeAsync(SiloProcess silo) => Scrape.Parse(await silo.Http.GetStringAsync(silo.Url("/metrics")));
}
