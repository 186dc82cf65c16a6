using System.Diagnostics.Metrics;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>The journal's metrics, and the same counts for tests and statistics without a listener. Thread-safe.</summary>
internal sealed class JournalInstruments : IDisposable
{
    private static readonly InstrumentAdvice<double> WriteBounds
        = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private static readonly InstrumentAdvice<int> GroupBounds = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    private static readonly InstrumentAdvice<double> CompactionBounds
        = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] };

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _write;
    private readonly Histogram<int> _groups;
    private readonly Histogram<double> _compaction;
    private long _recordCount;
    private long _groupCount;
    private long _syncCount;
    private long _byteCount;

    public JournalInstruments(IMeterFactory? factory)
    {
        (_meter, _ownsMeter) = EmbeddedTelemetry.CreateMeter(factory);
        _records = _meter.CreateCounter<long>("registry.journal.records", "{record}", "Records written.");
        _bytes = _meter.CreateCounter<long>("registry.journal.io", "By", "Bytes written to segments and snapshots.");
        _write = _meter.CreateHistogram(
            "registry.journal.write.duration",
            "s",
            "Time to write a group and, where the store promises it, to bring it to the disk.",
            tags: null,
            WriteBounds);
        _groups = _meter.CreateHistogram("registry.journal.group.size", "{record}", "Records that share one write.", tags: null, GroupBounds);
        _compaction = _meter.CreateHistogram("registry.journal.compaction.duration", "s", "Time to write a snapshot.", tags: null, CompactionBounds);
    }

    /// <summary>Records written so far.</summary>
    public long Records => Interlocked.Read(ref _recordCount);

    /// <summary>Groups written so far.</summary>
    public long Groups => Interlocked.Read(ref _groupCount);

    /// <summary>Bytes written to segments so far.</summary>
    public long Bytes => Interlocked.Read(ref _byteCount);

    /// <summary>Syncs of segments so far.</summary>
    public long Syncs => Interlocked.Read(ref _syncCount);

    public void Wrote(int records, int bytes, TimeSpan duration)
    {
        Interlocked.Add(ref _recordCount, records);
        Interlocked.Increment(ref _groupCount);
        Interlocked.Add(ref _byteCount, bytes);
        _records.Add(records);
        _bytes.Add(bytes);
        _groups.Record(records);
        _write.Record(duration.TotalSeconds);
    }

    public void Synced() => Interlocked.Increment(ref _syncCount);

    public void Compacted(long bytes, TimeSpan duration)
    {
        _bytes.Add(bytes);
        _compaction.Record(duration.TotalSeconds);
    }

    public void Dispose()
    {
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }
}
