namespace Orleans.Registry.AspNetCore;

/// <summary>How a metric is written.</summary>
internal enum MetricKind
{
    /// <summary>A number that goes up and down.</summary>
    Gauge = 0,

    /// <summary>A number that only grows.</summary>
    Counter = 1,

    /// <summary>Counts by size.</summary>
    Histogram = 2,
}
