using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A watch that now and then delivers a change twice.</summary>
internal sealed class ChangeRepeatedInWatch : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P3Watch];

    public override int Copies(World world, WatchEvent next) => next.Kind == WatchEventKind.Change && world.Random.Chance(0.05) ? 2 : 1;
}
