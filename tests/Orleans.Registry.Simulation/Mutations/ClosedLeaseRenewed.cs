using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A lease that can be renewed while its end is being decided, and ends all the same.</summary>
internal sealed class ClosedLeaseRenewed : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P4NoFalseExpiry];

    public override RenewalOutcome? OnRenewal(InstanceEntry entry) => entry.IsClosed ? RenewalOutcome.Renewed : null;
}
