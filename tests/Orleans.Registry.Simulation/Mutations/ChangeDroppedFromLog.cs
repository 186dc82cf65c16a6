using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A log that comes back from the disk without one of its changes.</summary>
internal sealed class ChangeDroppedFromLog : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P3Watch, Promise.P2Order, Promise.State];

    public override ServiceImage OnLoaded(ServiceImage image)
        => image.Log.Count < 3 ? image : image with { Log = [.. image.Log.Where((_, i) => i != image.Log.Count - 2)] };
}
