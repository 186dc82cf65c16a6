using System.Diagnostics.Metrics;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Embedded;

/// <content>Metrics.</content>
public sealed partial class EmbeddedServiceRegistry
{
    private void AddInstruments(Meter meter)
    {
        RegistryInstruments.Add(meter, new Figures(this));
        RegistryInstruments.AddWatchers(meter, () => _watchers.Count);
    }

    private sealed class Figures(EmbeddedServiceRegistry registry) : IRegistryFigures
    {
        public long Registrations => registry._counters.Registrations;

        public long Renewals => registry._counters.Renewals;

        public long Discoveries => registry._counters.Discoveries;

        public bool? IsReady => registry.IsReady;

        public TimeSpan? Uptime => registry._startedAt == default ? null : registry._time.GetUtcNow() - registry._startedAt;

        public long Changes(ChangeKind kind) => registry._counters.Changes(kind);

        // While it loads, or when another registry has the store, what it holds is not what there is.
        public OwnedServicesFigures? MeasureServices()
            => registry._notReady is null ? new OwnedServicesFigures(registry._owners.Select(static o => o.Value.Published)) : null;
    }
}
