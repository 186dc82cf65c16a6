using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A watch that now and then leaves a change out.</summary>
internal sealed class ChangeDroppedFromWatch : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P3Watch];

    public override int Copies(World world, WatchEvent next) => next.Kind == WatchEventKind.Change && world.Random.Chance(0.05) ? 0 : 1;
}
