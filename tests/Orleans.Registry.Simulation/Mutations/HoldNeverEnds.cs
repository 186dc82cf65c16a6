using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A hold without an end.</summary>
internal sealed class HoldNeverEnds : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P11Protection];

    public override TimeSpan? OnArm(InstanceEntry entry, TimeSpan time) => entry.Instance.LapsedAt is null ? time : TimeSpan.FromDays(1);
}
