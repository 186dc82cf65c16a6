using System.Text;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Serves metrics as Prometheus text: what the registry's meters measured and, where no meter tells it, the registry's own
/// figures under the same names.
/// </summary>
internal sealed class MetricsEndpoint(IServiceRegistry registry, MetricsCollector collector)
{
    public async Task GetAsync(HttpContext context)
    {
        var text = new StringBuilder(4096);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var family in collector.Collect())
        {
            Write(text, family, written);
        }

        var stats = await registry.GetStatsAsync(context.RequestAborted);
        if (stats.IsSuccess)
        {
            StatsMetrics.Write(text, stats.Value, written);
        }

        context.Response.ContentType = PrometheusText.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        await BodyWriter.WriteAsync(context, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Write(StringBuilder text, MetricFamily family, HashSet<string> written)
    {
        var name = PrometheusText.NameOf(family.Instrument.Name, family.Instrument.Unit, family.Kind);
        if (!written.Add(name))
        {
            return;
        }

        PrometheusText.Begin(text, name, family.Kind, family.Help);
        foreach (var (labels, series) in family.Capture())
        {
            if (family.Kind == MetricKind.Histogram)
            {
                PrometheusText.Histogram(text, name, labels, series, family.Bounds);
            }
            else
            {
                PrometheusText.Sample(text, name, labels, series.Sum);
            }
        }
    }
}
