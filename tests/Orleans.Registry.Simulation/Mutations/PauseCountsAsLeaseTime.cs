using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A lease clock that runs on while nobody can be heard, without a grace afterwards.</summary>
internal sealed class PauseCountsAsLeaseTime : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P4NoFalseExpiry];

    public override LeaseClock NewLeaseClock() => new(long.MaxValue / 4, grace: 0);
}
