using System.Diagnostics.Metrics;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>
/// The metrics of one silo, under the meter <see cref="ClusterTelemetry.Name"/>: what it has counted and what it owns, so that
/// the silos of a cluster add up. Nobody else is asked. They exist from the start of the silo on.
/// </summary>
internal sealed class SiloInstruments(
    SiloCounters counters,
    OwnedServices services,
    SiloLeases leases,
    ISiloStatusOracle silos,
    StoreReach store,
    TimeProvider time,
    IServiceProvider provider) : ILifecycleParticipant<ISiloLifecycle>, IRegistryFigures, IDisposable
{
    private Meter? _owned;

    public long Registrations => counters.Registrations;

    public long Renewals => counters.Renewals;

    public long Discoveries => counters.Discoveries;

    public bool? IsReady => silos.CurrentStatus == SiloStatus.Active ? store.Look() : false;

    public TimeSpan? Uptime => time.GetUtcNow() - counters.StartedAt;

    public long Changes(ChangeKind kind) => counters.Changes(kind);

    public OwnedServicesFigures? MeasureServices() => services.Measure();

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe<SiloInstruments>(ServiceLifecycleStage.ApplicationServices, Start, static _ => Task.CompletedTask);

    public void Dispose() => _owned?.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        var (meter, isOwned) = ClusterTelemetry.CreateMeter((IMeterFactory?)provider.GetService(typeof(IMeterFactory)));
        _owned = isOwned ? meter : null;
        RegistryInstruments.Add(meter, this);
        meter.CreateObservableUpDownCounter("registry.lease.count", () => leases.Count, "{lease}", "Leases kept in this silo.");
        return Task.CompletedTask;
    }
}
