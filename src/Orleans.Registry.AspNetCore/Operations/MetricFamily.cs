using System.Diagnostics.Metrics;

namespace Orleans.Registry.AspNetCore;

/// <summary>What one instrument has measured, by tags. Safe to use from many threads.</summary>
internal sealed class MetricFamily(Instrument instrument)
{
    private static readonly double[] DefaultBounds
        = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public Instrument Instrument => instrument;

    public MetricKind Kind { get; } = KindOf(instrument);

    public double[] Bounds { get; } = BoundsOf(instrument);

    public string Help => instrument.Description ?? string.Empty;

    /// <summary>Forgets what observing makes anew.</summary>
    public void BeginObserving()
    {
        if (instrument.IsObservable)
        {
            lock (_gate)
            {
                _series.Clear();
            }
        }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        lock (_gate)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                series = new MetricSeries(Kind == MetricKind.Histogram ? Bounds.Length : 0);
                _series.Add(labels, series);
            }

            series.Record(value, instrument.IsObservable, Bounds);
        }
    }

    public KeyValuePair<string, MetricSeries>[] Capture()
    {
        lock (_gate)
        {
            return [.. _series.Select(static p => KeyValuePair.Create(p.Key, p.Value.Copy()))];
        }
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var name = instrument.GetType().Name;
        return name switch
        {
            _ when name.StartsWith("Histogram", StringComparison.Ordinal) => MetricKind.Histogram,
            _ when name.StartsWith("Counter", StringComparison.Ordinal)
                || name.StartsWith("ObservableCounter", StringComparison.Ordinal) => MetricKind.Counter,
            _ => MetricKind.Gauge,
        };
    }

    private static double[] BoundsOf(Instrument instrument)
        => instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } ? [.. bounds] : DefaultBounds;
}
