namespace Orleans.Registry.AspNetCore;

/// <summary>The numbers of one instrument under one set of tags. Guarded by its family.</summary>
internal sealed class MetricSeries(int bounds)
{
    private readonly long[] _buckets = new long[bounds];

    /// <summary>The value, or the sum of a histogram.</summary>
    public double Sum { get; private set; }

    /// <summary>How many values a histogram has seen.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them were at most each bound.</summary>
    public IReadOnlyList<long> Buckets => _buckets;

    public void Record(double value, bool replaces, double[] limits)
    {
        Sum = replaces ? value : Sum + value;
        Count++;
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += value <= limits[i] ? 1 : 0;
        }
    }

    public MetricSeries Copy()
    {
        var copy = new MetricSeries(_buckets.Length) { Sum = Sum, Count = Count };
        _buckets.CopyTo(copy._buckets, 0);
        return copy;
    }
}
