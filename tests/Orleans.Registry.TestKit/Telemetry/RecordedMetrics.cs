using System.Diagnostics.Metrics;

namespace Orleans.Registry.TestKit.Telemetry;

/// <summary>
/// What the meters of one factory measure, and of no other: tests run beside each other in one process. Is such a factory
/// itself, for those that take one. Safe to use from many threads.
/// </summary>
public sealed class RecordedMetrics : IMeterFactory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Meter> _meters = [];
    private readonly Dictionary<(string Instrument, string Tags), (double Sum, long Count)> _series = [];
    private readonly Dictionary<string, Instrument> _instruments = [];
    private readonly List<string> _twice = [];
    private readonly MeterListener _listener = new();
    private readonly object _scope;

    /// <summary>Records the meters of another factory; of this one when <paramref name="factory"/> is <c>null</c>.</summary>
    public RecordedMetrics(IMeterFactory? factory = null)
    {
        _scope = factory ?? this;
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        _listener.Start();
    }

    /// <summary>Names of instruments that were made twice: their figures would be told twice.</summary>
    public IReadOnlyList<string> Twice
    {
        get
        {
            lock (_gate)
            {
                return [.. _twice];
            }
        }
    }

    /// <inheritdoc/>
    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_gate)
        {
            return _meters.TryGetValue(options.Name, out var known)
                ? known
                : _meters[options.Name] = new Meter(new MeterOptions(options.Name) { Scope = this });
        }
    }

    /// <summary>The instrument of a name.</summary>
    public Instrument Instrument(string name)
    {
        lock (_gate)
        {
            return _instruments[name];
        }
    }

    /// <summary>
    /// The sum of an instrument's measurements, or what it shows now, over all series whose tags have these values among them,
    /// each written <c>name=value</c>; <c>null</c> when there is no such series.
    /// </summary>
    public double? Value(string instrument, params string[] tags) => Read(instrument, tags, static s => s.Sum);

    /// <summary>How many measurements there were.</summary>
    public long Count(string instrument, params string[] tags) => (long)(Read(instrument, tags, static s => s.Count) ?? 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        lock (_gate)
        {
            foreach (var meter in _meters.Values)
            {
                meter.Dispose();
            }
        }
    }

    private double? Read(string instrument, string[] tags, Func<(double Sum, long Count), double> of)
    {
        lock (_gate)
        {
            foreach (var key in _series.Keys.Where(k => _instruments[k.Instrument].IsObservable).ToList())
            {
                _series.Remove(key);
            }
        }

        _listener.RecordObservableInstruments();
        lock (_gate)
        {
            var found = _series.Where(s => s.Key.Instrument == instrument && Array.TrueForAll(tags, t => s.Key.Tags.Contains($"|{t}|", StringComparison.Ordinal))).ToList();
            return found.Count == 0 ? null : found.Sum(s => of(s.Value));
        }
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!ReferenceEquals(instrument.Meter.Scope, _scope))
        {
            return;
        }

        lock (_gate)
        {
            if (!_instruments.TryAdd(instrument.Name, instrument))
            {
                _twice.Add(instrument.Name);
            }
        }

        listener.EnableMeasurementEvents(instrument);
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = $"|{string.Join("||", tags.ToArray().Select(static t => $"{t.Key}={t.Value}"))}|";
        lock (_gate)
        {
            var (sum, count) = _series.GetValueOrDefault((instrument.Name, text));
            _series[(instrument.Name, text)] = (sum + value, count + 1);
        }
    }
}
