using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A new history that goes on under the name of the lost one.</summary>
internal sealed class EpochKeptAfterLoss : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P2Order];

    public override bool DrawsEpochs => false;
}
