using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A held instance that renews and stays held.</summary>
internal sealed class RecoveryForgotten : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P11Protection];

    public override bool Recovers => false;
}
