using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A store that loses the last acknowledged append when its registry crashes.</summary>
internal sealed class LastAppendLost : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P1Durable];

    public override bool SurvivesCrash => false;
}
