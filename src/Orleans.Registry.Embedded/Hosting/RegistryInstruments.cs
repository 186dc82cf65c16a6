using System.Diagnostics.Metrics;

namespace Orleans.Registry.Embedded;

/// <summary>The registry's metrics, under the meter <see cref="MeterName"/>. Nothing is computed unless somebody listens.</summary>
public sealed class RegistryInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Orleans.Registry";

    /// <summary>Creates the instruments of one registry.</summary>
    public RegistryInstruments(IMeterFactory meters, EmbeddedServiceRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(registry);
        var meter = meters.Create(MeterName);
        var counters = registry.Counters;
        meter.CreateObservableCounter("registry.registrations", () => counters.Registrations, "{registration}", "Registrations acknowledged.");
        meter.CreateObservableCounter("registry.renewals", () => counters.Renewals, "{renewal}", "Leases renewed.");
        meter.CreateObservableCounter("registry.discoveries", () => counters.Discoveries, "{read}", "Reads answered.");
        meter.CreateObservableCounter("registry.changes", () => MeasureChanges(counters), "{change}", "Changes stored, by kind.");
        meter.CreateObservableGauge("registry.instances", () => MeasureInstances(registry), "{instance}", "Instances, by status.");
        meter.CreateObservableGauge("registry.services", () => registry.GetStats().Services, "{service}", "Services known.");
        meter.CreateObservableGauge("registry.services.protected", () => registry.GetStats().ProtectedServices, "{service}", "Services whose removals are held back.");
        meter.CreateObservableGauge("registry.watchers", () => registry.GetStats().Watchers, "{watcher}", "Watch streams open.");
        meter.CreateObservableGauge("registry.ready", () => registry.IsReady ? 1 : 0, null, "1 when the registry answers and acknowledges.");
    }

    private static IEnumerable<Measurement<long>> MeasureChanges(RegistryCounters counters)
    {
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            if (kind != ChangeKind.None)
            {
                yield return new Measurement<long>(counters.Changes(kind), new KeyValuePair<string, object?>("kind", Word(kind.ToString())));
            }
        }
    }

    private static IEnumerable<Measurement<int>> MeasureInstances(EmbeddedServiceRegistry registry)
    {
        foreach (var (status, count) in registry.GetStats().Instances)
        {
            yield return new Measurement<int>(count, new KeyValuePair<string, object?>("status", Word(status.ToString())));
        }
    }

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
