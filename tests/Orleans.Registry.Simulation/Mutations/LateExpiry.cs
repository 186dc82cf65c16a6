using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A lease that ends a second late.</summary>
internal sealed class LateExpiry : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P5TimelyExpiry];

    public override TimeSpan? OnArm(InstanceEntry entry, TimeSpan time) => time + TimeSpan.FromSeconds(1);
}
