using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Silo;

/// <summary>
/// What the program tells of itself: metrics at <c>/metrics</c> for Prometheus, and metrics, traces and logs over OTLP where the
/// standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or a setting of that name, says where to. What nobody is told is not
/// measured.
/// </summary>
internal static class SiloTelemetry
{
    public const string Section = "Telemetry";

    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string SamplerName = "OTEL_TRACES_SAMPLER";
    private const string Ours = "Orleans.Registry.*";

    // Orleans counts every grain whose namespace begins with its own name as part of its runtime: ours, too.
    private const string OrleansRuntime = "Microsoft.Orleans.Runtime";

    /// <summary>Whether spans are made, here and in the runtime around it.</summary>
    public static bool Exports(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[OtlpEndpoint]);

    public static void Add(WebApplicationBuilder builder, IConfigurationSection section)
    {
        var (isScraped, isExported) = (IsScraped(section), Exports(builder.Configuration));
        if (!isScraped && !isExported)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics =>
        {
            metrics.AddMeter(Ours, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
            if (isScraped)
            {
                metrics.AddPrometheusExporter();
            }
        });
        if (!isExported)
        {
            return;
        }

        telemetry.UseOtlpExporter().WithTracing(traces =>
        {
            traces.AddSource(Ours, "Microsoft.Orleans.Application", OrleansRuntime).AddAspNetCoreInstrumentation(static requests => requests.Filter = IsTraced);
            if (string.IsNullOrEmpty(builder.Configuration[SamplerName]))
            {
                traces.SetSampler(new ParentBasedSampler(new RootSampler()));
            }
        });
    }

    public static void Map(WebApplication app, IConfigurationSection section)
    {
        if (IsScraped(section))
        {
            app.MapPrometheusScrapingEndpoint();
        }
    }

    private static bool IsScraped(IConfigurationSection section) => section.GetSection(Section).GetValue("Prometheus", true);

    // What the environment says of the resource (OTEL_SERVICE_NAME) comes after, and wins.
    private static void Describe(ResourceBuilder resource)
        => resource
            .AddService(
                "orleans-registry",
                serviceVersion: typeof(SiloTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
                serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}")
            .AddEnvironmentVariableDetector();

    // Renewals come by the thousand and tell nothing one by one; probes and scrapes tell nothing at all.
    private static bool IsTraced(HttpContext context)
    {
        var path = context.Request.Path;
        return path.StartsWithSegments(RegistryRoutes.Prefix)
            && !path.StartsWithSegments(RegistryRoutes.Renewals)
            && !path.Value!.EndsWith("/lease", StringComparison.Ordinal);
    }

    /// <summary>
    /// Traces begin with a request or with work of the registry's own. The calls that silos make among themselves all the time
    /// are only part of such a trace, and begin none.
    /// </summary>
    private sealed class RootSampler : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
            => new(samplingParameters.Name.StartsWith("registry.", StringComparison.Ordinal)
                || samplingParameters.Name == "Microsoft.AspNetCore.Hosting.HttpRequestIn"
                    ? SamplingDecision.RecordAndSample
                    : SamplingDecision.Drop);
    }
}
