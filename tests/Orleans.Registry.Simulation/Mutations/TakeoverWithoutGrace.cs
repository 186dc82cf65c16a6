using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A takeover that gives leases no time to be heard of.</summary>
internal sealed class TakeoverWithoutGrace : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P4NoFalseExpiry];

    public override LeaseClock NewLeaseClock() => new(grace: 0);

    public override long OnTakeover(long now, long deadline) => now + 100;
}
