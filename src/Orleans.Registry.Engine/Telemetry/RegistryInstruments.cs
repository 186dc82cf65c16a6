using System.Diagnostics.Metrics;

namespace Orleans.Registry.Engine;

/// <summary>
/// The metrics that every engine has, on the engine's own meter. All are looked up when somebody collects: what is counted
/// costs nothing, and a figure that is not known has no sample rather than a wrong one.
/// </summary>
public static class RegistryInstruments
{
    private static readonly ChangeKind[] Kinds = [.. Enum.GetValues<ChangeKind>().Where(static k => k != ChangeKind.None)];
    private static readonly InstanceStatus[] Statuses = Enum.GetValues<InstanceStatus>();

    /// <summary>Adds the metrics of the registry in this process to a meter, once.</summary>
    public static void Add(Meter meter, IRegistryFigures figures)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(figures);
        meter.CreateObservableCounter("registry.registrations", () => figures.Registrations, "{registration}", "Registrations acknowledged.");
        meter.CreateObservableCounter("registry.renewals", () => figures.Renewals, "{renewal}", "Leases renewed.");
        meter.CreateObservableCounter("registry.discoveries", () => figures.Discoveries, "{read}", "Reads answered.");
        meter.CreateObservableCounter("registry.changes", () => MeasureChanges(figures), "{change}", "Changes stored, by kind.");
        meter.CreateObservableUpDownCounter(
            "registry.instance.count", () => MeasureInstances(figures), "{instance}", "Instances of the services owned by this process, by status.");
        meter.CreateObservableUpDownCounter(
            "registry.service.count", () => One(figures.MeasureServices()?.Services), "{service}", "Services owned by this process.");
        meter.CreateObservableUpDownCounter(
            "registry.service.protected.count",
            () => One(figures.MeasureServices()?.Protected),
            "{service}",
            "Services owned by this process whose removals are held back.");
        meter.CreateObservableGauge(
            "registry.ready", () => One(ToNumber(figures.IsReady)), null, "1 when the registry answers and acknowledges.");
        meter.CreateObservableGauge("registry.uptime", () => One(figures.Uptime?.TotalSeconds), "s", "Time since the registry started.");
    }

    /// <summary>Adds how many watches are open in this process.</summary>
    public static void AddWatchers(Meter meter, Func<int> count)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(count);
        meter.CreateObservableUpDownCounter("registry.watcher.count", count, "{watcher}", "Watches open in this process.");
    }

    private static IEnumerable<Measurement<long>> MeasureChanges(IRegistryFigures figures)
        => Kinds.Select(kind => new Measurement<long>(figures.Changes(kind), new KeyValuePair<string, object?>("registry.change.kind", TelemetryText.Of(kind))));

    private static IEnumerable<Measurement<int>> MeasureInstances(IRegistryFigures figures)
        => figures.MeasureServices() is not { } services
            ? []
            : Statuses.Select(status => new Measurement<int>(
                services.Instances(status), new KeyValuePair<string, object?>("registry.instance.status", TelemetryText.Of(status))));

    private static int? ToNumber(bool? flag) => flag is { } known ? known ? 1 : 0 : null;

    private static Measurement<T>[] One<T>(T? value)
        where T : struct
        => value is { } known ? [new Measurement<T>(known)] : [];
}
