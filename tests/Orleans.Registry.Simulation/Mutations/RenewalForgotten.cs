using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A renewal that is answered and forgotten.</summary>
internal sealed class RenewalForgotten : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P4NoFalseExpiry];

    public override RenewalOutcome? OnRenewal(InstanceEntry entry) => RenewalOutcome.Renewed;
}
