using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A lease that stays closed when its end could not be stored.</summary>
internal sealed class LeaseStaysClosed : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P5TimelyExpiry];

    public override TimeSpan? OnArm(InstanceEntry entry, TimeSpan time)
        => entry.IsClosed && entry.Instance.LapsedAt is null ? null : time;
}
