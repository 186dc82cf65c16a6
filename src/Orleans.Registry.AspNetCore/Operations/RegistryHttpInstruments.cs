using System.Diagnostics.Metrics;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Metrics of the HTTP door, under the meter <see cref="MeterName"/>. What hot requests count are plain numbers that are
/// looked at when somebody asks.
/// </summary>
internal sealed class RegistryHttpInstruments
{
    public const string MeterName = "Orleans.Registry.AspNetCore";

    private readonly Counter<long> _healthReports;
    private long _hits;
    private long _misses;
    private long _streams;
    private long _events;
    private long _stalled;

    public RegistryHttpInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _healthReports = meter.CreateCounter<long>("registry.health_reports", "{report}", "Health reports taken in over HTTP, by signal.");
        meter.CreateObservableCounter(
            "registry.http.cache.hits", () => Volatile.Read(ref _hits), "{read}", "Reads answered with bytes made before.");
        meter.CreateObservableCounter(
            "registry.http.cache.misses", () => Volatile.Read(ref _misses), "{read}", "Reads whose answer had to be made.");
        meter.CreateObservableUpDownCounter(
            "registry.http.watch.active_streams", () => Volatile.Read(ref _streams), "{stream}", "Watch streams open over HTTP.");
        meter.CreateObservableCounter(
            "registry.http.watch.events", () => Volatile.Read(ref _events), "{event}", "Watch events written to streams.");
        meter.CreateObservableCounter(
            "registry.http.watch.stalled_streams", () => Volatile.Read(ref _stalled), "{stream}", "Streams aborted because their reader took nothing.");
    }

    public void CountBody(bool wasMade) => Interlocked.Increment(ref wasMade ? ref _hits : ref _misses);

    public void CountHealthReport(InstanceSignal signal)
        => _healthReports.Add(1, new KeyValuePair<string, object?>("registry.health_report.signal", Protocol.WireNames.Of(signal)));

    public void CountEvent() => Interlocked.Increment(ref _events);

    public void StreamOpened() => Interlocked.Increment(ref _streams);

    public void StreamClosed(bool hasStalled)
    {
        Interlocked.Decrement(ref _streams);
        if (hasStalled)
        {
            Interlocked.Increment(ref _stalled);
        }
    }
}
