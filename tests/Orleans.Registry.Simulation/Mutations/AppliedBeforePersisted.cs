using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A registry that applies, shows and acknowledges before the store has it.</summary>
internal sealed class AppliedBeforePersisted : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P1Durable, Promise.P2Order];

    public override bool WaitsForStore => false;
}
