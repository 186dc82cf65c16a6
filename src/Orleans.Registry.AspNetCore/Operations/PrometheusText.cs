using System.Globalization;
using System.Text;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// The Prometheus text exposition format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
/// </summary>
internal static class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name of a metric: of an instrument's name and unit.</summary>
    public static string NameOf(string instrument, string? unit, MetricKind kind)
    {
        var name = Clean(instrument) + unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => string.Empty,
        };
        return kind == MetricKind.Counter ? name + "_total" : name;
    }

    /// <summary>Labels in the order of their names, without braces; empty for none.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return string.Empty;
        }

        var sorted = tags.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return string.Join(',', sorted.Select(static t => $"{Clean(t.Key)}=\"{Escape(Convert.ToString(t.Value, CultureInfo.InvariantCulture) ?? string.Empty)}\""));
    }

    public static void Begin(StringBuilder text, string name, MetricKind kind, string help)
    {
        if (help.Length > 0)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }

        var type = kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    public static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    public static void Histogram(StringBuilder text, string name, string labels, MetricSeries series, double[] bounds)
    {
        var comma = labels.Length > 0 ? labels + "," : string.Empty;
        for (var i = 0; i < bounds.Length; i++)
        {
            Sample(text, name + "_bucket", $"{comma}le=\"{Number(bounds[i])}\"", series.Buckets[i]);
        }

        Sample(text, name + "_bucket", comma + "le=\"+Inf\"", series.Count);
        Sample(text, name + "_sum", labels, series.Sum);
        Sample(text, name + "_count", labels, series.Count);
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Clean(string name)
        => string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var fits = char.IsAsciiLetter(text[i]) || text[i] is '_' or ':' || (i > 0 && char.IsAsciiDigit(text[i]));
                span[i] = fits ? text[i] : '_';
            }
        });

    private static string Escape(string value)
        => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
