using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Listens to the registry's meters of one host: those named <c>Orleans.Registry</c> or below it, made by the host's own
/// factory or by nobody's.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private const string Prefix = "Orleans.Registry";

    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _factory;

    public MetricsCollector(IMeterFactory factory)
    {
        _factory = factory;
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<double>(static (i, v, tags, s) => ((MetricFamily)s!).Record(v, tags));
        _listener.SetMeasurementEventCallback<float>(static (i, v, tags, s) => ((MetricFamily)s!).Record(v, tags));
        _listener.SetMeasurementEventCallback<long>(static (i, v, tags, s) => ((MetricFamily)s!).Record(v, tags));
        _listener.SetMeasurementEventCallback<int>(static (i, v, tags, s) => ((MetricFamily)s!).Record(v, tags));
        _listener.SetMeasurementEventCallback<short>(static (i, v, tags, s) => ((MetricFamily)s!).Record(v, tags));
        _listener.SetMeasurementEventCallback<byte>(static (i, v, tags, s) => ((MetricFamily)s!).Record(v, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (i, v, tags, s) => ((MetricFamily)s!).Record((double)v, tags));
        _listener.Start();
    }

    /// <summary>All that was measured, observed ones as they are now.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        // Two collections at once would clear each other's observations.
        lock (_listener)
        {
            foreach (var family in _families.Values)
            {
                family.BeginObserving();
            }

            _listener.RecordObservableInstruments();
            return [.. _families.Values.OrderBy(static f => f.Instrument.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        var meter = instrument.Meter;
        var ours = meter.Name == Prefix || meter.Name.StartsWith(Prefix + ".", StringComparison.Ordinal);
        if (ours && (meter.Scope is null || ReferenceEquals(meter.Scope, _factory)))
        {
            listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static i => new MetricFamily(i)));
        }
    }
}
