using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A door that does not pass operation ids on.</summary>
internal sealed class OperationIdDropped : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P8Once];

    public override ServiceCommand OnCommand(ServiceCommand command) => command with { OperationId = default };
}
