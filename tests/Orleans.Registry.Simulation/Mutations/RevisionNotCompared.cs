using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A store that takes what it is given, whatever its revision and claim.</summary>
internal sealed class RevisionNotCompared : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P2Order];

    public override bool ComparesRevisions => false;
}
