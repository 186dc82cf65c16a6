using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Orleans.Registry.Protocol;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>Liveness, readiness, figures, metrics, and the description of the whole.</summary>
public sealed partial class OperationsTests
{
    [Fact]
    public async Task A_ready_registry_is_alive_and_ready_and_tells_its_figures()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("web", "web-1");

        var health = await host.Client.GetAsync("/healthz").JsonAsync();
        var ready = await host.Client.GetAsync("/readyz").JsonAsync();
        var stats = await host.Client.GetAsync("/api/v1/stats").JsonAsync();

        Assert.Equal(("alive", "ready"), (health.GetProperty("status").GetString(), ready.GetProperty("status").GetString()));
        Assert.Equal((1, 1), (stats.GetProperty("registrations").GetInt32(), stats.GetProperty("instances").GetProperty("healthy").GetInt32()));
        Assert.Equal("memory", stats.GetProperty("durability").GetString());
    }

    [Fact]
    public async Task A_registry_that_recovers_is_alive_but_says_not_ready_everywhere()
    {
        await using var host = await RegistryHost.StartAsync(registry: NotReady());

        await host.Client.GetAsync("/healthz").JsonAsync();
        var problem = await host.Client.GetAsync("/readyz").ProblemAsync(503, "not_ready");
        Assert.Equal("loading 3 of 7", problem.Detail);
        foreach (var path in new[] { "/api/v1/services/web", "/api/v1/services/web/instances", "/api/v1/services/web/watch", "/api/v1/services/web/watch?wait=1s", "/api/v1/watch?service=web" })
        {
            using var response = await host.Client.GetAsync(path);
            Assert.Equal("7", response.Headers.GetValues("Retry-After").Single());
            Assert.Equal(6.5, (await Task.FromResult(response).ProblemAsync(503, "not_ready")).RetryAfterSeconds);
        }

        await host.SendAsync(HttpMethod.Post, "/api/v1/instances", """{"service":"web","id":"a","address":"h"}""").ProblemAsync(503, "not_ready");
        await host.SendAsync(HttpMethod.Post, "/api/v1/renewals", """{"renewals":[{"id":"a"}]}""").ProblemAsync(503, "not_ready");
    }

    [Fact]
    public async Task A_fault_of_the_registry_is_an_internal_error_that_tells_nothing()
    {
        await using var host = await RegistryHost.StartAsync(registry: FaultyRegistry.Create());

        var read = await host.Client.GetAsync("/api/v1/services/web").ProblemAsync(500, "internal");
        var write = await host.SendAsync(HttpMethod.Post, "/api/v1/instances", """{"service":"web","id":"a","address":"h"}""").ProblemAsync(500, "internal");
        var renewal = await host.SendAsync(HttpMethod.Post, "/api/v1/renewals", """{"renewals":[]}""").ProblemAsync(500, "internal");

        Assert.All([read, write, renewal], static p => Assert.DoesNotContain("secret", p.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_door_does_is_counted_by_its_meter()
    {
        await using var host = await RegistryHost.StartAsync();
        using var metrics = new RecordedMetrics(host.Services.GetRequiredService<IMeterFactory>());
        await host.RegisterAsync("web", "web-1");
        await host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1/health", """{"signal":"checkFailed"}""").JsonAsync();
        await host.Client.GetAsync("/api/v1/services/web").JsonAsync();
        await host.Client.GetAsync("/api/v1/services/web").JsonAsync();

        Assert.Equal(1, metrics.Value("registry.health_reports", "registry.health_report.signal=checkFailed"));
        Assert.Equal((1, 1), (metrics.Value("registry.http.cache.hits"), metrics.Value("registry.http.cache.misses")));
        Assert.Equal(0, metrics.Value("registry.http.watch.active_streams"));
        Assert.Equal(1, metrics.Value("registry.registrations"));
        Assert.Empty(metrics.Twice);
    }

    [Fact]
    public async Task Metrics_are_the_programs_to_serve()
    {
        await using var host = await RegistryHost.StartAsync();

        using var response = await host.Client.GetAsync("/metrics");

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_opening_of_a_watch_is_a_span_of_its_own()
    {
        using var spans = new RecordedActivities(ofAllTraces: true, "Orleans.Registry.AspNetCore");
        await using var host = await RegistryHost.StartAsync();
        await using var notReady = await RegistryHost.StartAsync(registry: NotReady());

        using var open = await host.Client.GetAsync("/api/v1/services/of-the-span/watch", HttpCompletionOption.ResponseHeadersRead);
        using var refused = await notReady.Client.GetAsync("/api/v1/services/of-the-refused-span/watch");

        var opened = spans.Named("registry.watch.open").Single(static a => Equals(a.GetTagItem("registry.service.name"), "of-the-span"));
        var failed = spans.Named("registry.watch.open").Single(static a => Equals(a.GetTagItem("registry.service.name"), "of-the-refused-span"));
        Assert.Equal((ActivityStatusCode.Unset, 1), (opened.Status, opened.GetTagItem("registry.watch.targets")));
        Assert.Equal((ActivityStatusCode.Error, "not_ready"), (failed.Status, failed.GetTagItem("error.type")));
    }

    [Fact]
    public async Task The_document_lists_every_route_with_its_name_parameters_and_bodies()
    {
        await using var host = await RegistryHost.StartAsync();

        var document = await host.Client.GetAsync("/openapi/v1.json").JsonAsync();

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(static p => p.Value.EnumerateObject().Select(o => (Route: $"{o.Name.ToUpperInvariant()} {p.Name}", Operation: o.Value))).ToArray();
        Assert.Equal(RoutesOf(host), operations.Select(static o => o.Route).Order(StringComparer.Ordinal));
        Assert.All(operations, static o => Assert.False(string.IsNullOrEmpty(o.Operation.GetProperty("operationId").GetString()), o.Route));
        Assert.All(operations, static o => Assert.False(string.IsNullOrEmpty(o.Operation.GetProperty("summary").GetString()), o.Route));
        Assert.All(operations, static o => Assert.Equal(Regex.Count(o.Route, @"\{"), CountOf(o.Operation, "path")));
        var discover = operations.Single(static o => o.Route == "GET /api/v1/services/{service}/instances").Operation;
        Assert.Equal(11, CountOf(discover, "query"));
        var register = operations.Single(static o => o.Route == "POST /api/v1/instances").Operation;
        Assert.Contains("ttlSeconds", Resolve(document, register.GetProperty("requestBody")), StringComparison.Ordinal);
        Assert.Contains("isNew", Resolve(document, register.GetProperty("responses").GetProperty("200")), StringComparison.Ordinal);
        Assert.Contains("retryAfterSeconds", Resolve(document, register.GetProperty("responses").GetProperty("503")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_route_of_the_protocol_is_served()
    {
        await using var host = await RegistryHost.StartAsync();
        var served = RoutesOf(host).Select(static r => r.Split(' ')[1]).ToHashSet(StringComparer.Ordinal);
        var named = typeof(RegistryRoutes).GetFields().Where(static f => f.IsLiteral).Select(static f => (string)f.GetRawConstantValue()!);

        Assert.Empty(named.Except([RegistryRoutes.Prefix, RegistryRoutes.OpenApi]).Except(served));
    }

    [Fact]
    public async Task The_door_can_be_mapped_below_a_prefix_and_a_path_base()
    {
        await using var host = await RegistryHost.StartAsync(
            map: static e => e.MapGroup("/a/instances").MapServiceRegistry(), use: static a => a.UsePathBase("/instances/base").UseRouting());
        await host.RegisterAsync("web", "x%2Fy/z");
        var path = "/instances/base/a/instances" + RegistryRoutes.For(RegistryRoutes.Instance, InstanceId.Parse("x%2Fy/z"));

        var body = await host.Client.GetAsync(path).JsonAsync();

        Assert.Equal("x%2Fy/z", body.GetProperty("instance").GetProperty("id").GetString());
    }

    [Fact]
    public void Options_out_of_range_are_reported_all_at_once()
    {
        var options = new ServiceRegistryHttpOptions { MaxBodyBytes = 1, WatchStallTimeout = TimeSpan.Zero, MaxLongPollWait = TimeSpan.FromDays(1) };

        var result = new ServiceRegistryHttpOptionsValidator().Validate(null, options);

        Assert.Equal(3, result.Failures!.Count());
    }

    private static IServiceRegistry NotReady()
    {
        var error = new RegistryError(RegistryErrorCode.NotReady, "loading") { RetryAfter = TimeSpan.FromSeconds(6.5) };
        var registry = Substitute.For<IServiceRegistry>();
        registry.GetServiceAsync(default, null, default).ReturnsForAnyArgs(error);
        registry.RegisterAsync(null!, default, default).ReturnsForAnyArgs(error);
        registry.RenewAsync(null!, default).ReturnsForAnyArgs(error);
        registry.CheckReadyAsync(default).ReturnsForAnyArgs(new RegistryError(RegistryErrorCode.NotReady, "loading 3 of 7"));
        registry.GetStatsAsync(default).ReturnsForAnyArgs(new RegistryStats { IsReady = false, NotReadyReason = "loading 3 of 7" });
        return registry;
    }

    private static IEnumerable<string> RoutesOf(RegistryHost host)
        => host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static e => e.Metadata.GetMetadata<QueryParameters>() is not null)
            .SelectMany(static e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal);

    private static int CountOf(JsonElement operation, string place)
        => operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Count(p => p.GetProperty("in").GetString() == place)
            : 0;

    /// <summary>The text of an element and of the schemas it refers to.</summary>
    private static string Resolve(JsonElement document, JsonElement element)
    {
        var text = element.GetRawText();
        foreach (Match reference in SchemaReference().Matches(text))
        {
            text += document.GetProperty("components").GetProperty("schemas").GetProperty(reference.Groups[1].Value).GetRawText();
        }

        return text;
    }

    [GeneratedRegex("#/components/schemas/([A-Za-z]+)")]
    private static partial Regex SchemaReference();
}
