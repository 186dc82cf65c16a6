using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Orleans.Registry.Protocol;

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
    public async Task Metrics_are_prometheus_text()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("web", "web-1");
        await host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1/health", """{"signal":"checkFailed"}""").JsonAsync();
        await host.Client.GetAsync("/api/v1/services/web").JsonAsync();
        await host.Client.GetAsync("/api/v1/services/web").JsonAsync();

        using var response = await host.Client.GetAsync("/metrics");
        var samples = Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(1, samples["registry_registrations_total"]);
        Assert.Equal(1, samples["""registry_instances{status="unhealthy"}"""]);
        Assert.Equal(0, samples["""registry_instances{status="healthy"}"""]);
        Assert.Equal(1, samples["""registry_health_checks_total{signal="checkFailed"}"""]);
        Assert.Equal(1, samples["registry_http_cache_hits_total"]);
        Assert.Equal(1, samples["registry_http_cache_misses_total"]);
        Assert.Equal(1, samples["registry_ready"]);
        Assert.True(samples["registry_discoveries_total"] >= 2);
    }

    [Fact]
    public async Task Metrics_of_two_registries_in_one_process_are_told_apart()
    {
        await using var first = await RegistryHost.StartAsync();
        await using var second = await RegistryHost.StartAsync();
        await first.RegisterAsync("web", "web-1");

        var samples = Parse(await second.Client.GetStringAsync("/metrics"));

        Assert.Equal(0, samples["registry_registrations_total"]);
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

    [Fact]
    public async Task Metrics_have_no_sample_of_what_is_not_known_now()
    {
        var registry = Substitute.For<IServiceRegistry>();
        registry.GetStatsAsync(default).ReturnsForAnyArgs(new RegistryStats { IsReady = false, NotReadyReason = "one owner is silent", Registrations = 12 });
        await using var host = await RegistryHost.StartAsync(registry: registry);

        var metrics = await host.Client.GetStringAsync("/metrics");

        Assert.Contains("registry_registrations_total 12\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("registry_services", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("registry_instances", metrics, StringComparison.Ordinal);
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

    /// <summary>Reads the exposition format strictly: comments, then samples of the family they announce.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var family = string.Empty;
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (TypeLine().Match(line) is { Success: true } type)
            {
                family = type.Groups[1].Value;
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var sample = SampleLine().Match(line);
                Assert.True(sample.Success, line);
                Assert.StartsWith(family, sample.Groups[1].Value, StringComparison.Ordinal);
                samples.Add(sample.Groups[1].Value + sample.Groups[2].Value, double.Parse(sample.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return samples;
    }

    [GeneratedRegex("#/components/schemas/([A-Za-z]+)")]
    private static partial Regex SchemaReference();

    [GeneratedRegex("^# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^([a-z_:][a-z0-9_:]*)(\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})? (\S+)$""")]
    private static partial Regex SampleLine();
}
