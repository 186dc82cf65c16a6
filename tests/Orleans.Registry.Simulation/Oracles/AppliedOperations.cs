using Orleans.Registry.Core;
using Orleans.Registry.Engine;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>Which mutations, by the id that the caller gave them, have been answered as newly applied.</summary>
internal sealed class AppliedOperations(World world)
{
    private readonly Dictionary<OperationId, ServicePosition> _applied = [];
    private readonly HashSet<OperationId> _reused = [];

    /// <summary>An id is used for different mutations by mistake: all but one of them may be refused for it.</summary>
    public void OnReused(OperationId operation) => _reused.Add(operation);

    public bool IsReused(OperationId operation) => _reused.Contains(operation);

    public void OnApplied(ServiceCommand command, ServiceName service, CommandOutcome outcome)
    {
        if (command.OperationId.IsNone || outcome.Change is not { } change)
        {
            return;
        }

        var position = outcome.Position;
        if (_applied.TryGetValue(command.OperationId, out var first) && first.Epoch == position.Epoch)
        {
            world.Check(
                first.Revision.Value + world.LogCapacity < change.Revision.Value,
                Promise.P8Once,
                $"{service}: {command} was applied at revision {first.Revision} and again at {change.Revision}");
        }

        _applied[command.OperationId] = position;
    }
}
