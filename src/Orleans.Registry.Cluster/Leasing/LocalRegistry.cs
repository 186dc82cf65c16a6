namespace Orleans.Registry.Cluster;

/// <summary>The part of the registry that lives in this silo. Safe to use from any thread.</summary>
internal sealed class LocalRegistry(SiloLeases leases, SiloCounters counters, ClusterStore store, IServiceProvider services)
{
    /// <summary>
    /// Renews leases that are kept here. <see cref="RenewalOutcome.None"/> where the instance grain must be asked: it is not
    /// here, or its removal is held back and its owner must hear of it.
    /// </summary>
    public byte[] Renew(RenewalBatch batch)
    {
        var outcomes = new byte[batch.Ids.Length];
        var now = leases.Now;
        var renewed = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (InstanceId.TryParse(batch.Ids[i], out var id) && leases.TryGet(id, out var lease) && !lease!.IsHeld)
            {
                var outcome = lease.Renew(now, batch.Incarnations[i]);
                outcomes[i] = (byte)outcome;
                renewed += outcome == RenewalOutcome.Renewed ? 1 : 0;
            }
        }

        counters.CountRenewals(renewed);
        return outcomes;
    }

    /// <summary>Gives a lease up; see <see cref="IRegistrySiloService.YieldAsync"/>.</summary>
    public long Yield(string id)
    {
        if (!InstanceId.TryParse(id, out var instance) || !leases.TryGet(instance, out var lease))
        {
            return 0;
        }

        leases.Remove(instance, lease!);
        return Math.Max(0, lease!.Close() - leases.Now);
    }

    /// <summary>What this silo has counted.</summary>
    public SiloFigures Measure() => counters.Read() with
    {
        Store = store.Store.Name,
        Durability = store.Store.Durability,
        Watchers = (services.GetService(typeof(GrainServiceRegistry)) as GrainServiceRegistry)?.Watchers ?? 0,
    };
}
