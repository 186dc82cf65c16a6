using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A removal that moves a record without its slot.</summary>
internal sealed class RemovalLeavesSlot : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.State];

    // The record that was moved into the gap goes on under the place where it was.
    public override void OnRemoved(InstanceEntry entry, IReadOnlyList<InstanceEntry> others)
    {
        if (others.FirstOrDefault(e => e.Slot == entry.Slot) is { } moved)
        {
            moved.Slot = others.Count;
        }
    }
}
