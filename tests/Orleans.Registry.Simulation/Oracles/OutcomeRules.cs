using Orleans.Registry.Core;
using Orleans.Registry.Engine;
using Orleans.Registry.Simulation.Registry;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>Checks every answer of an owner against the rules and the truth.</summary>
internal static class OutcomeRules
{
    public static void Check(World world, SimulatedRegistry.PendingCommand pending, CommandOutcome outcome)
    {
        var (command, service) = (pending.Command, pending.Owner.Name);
        world.Trace.Add($"{service}: {command.GetType().Name} {command.Subject} is answered {outcome.Error?.Code} {outcome.Change}{(outcome.IsReplay ? " (a repeat)" : "")}");
        if (outcome.Error is { Code: RegistryErrorCode.StoreUnavailable or RegistryErrorCode.NotReady or RegistryErrorCode.Fenced } trouble)
        {
            world.Coverage.Count($"answer {trouble.Code}");
            return;
        }

        if (outcome.Error?.Code == RegistryErrorCode.OperationIdReused)
        {
            world.Check(world.Operations.IsReused(command.OperationId), Promise.P8Once, $"{service}: {command} is a retry and was taken for a reuse");
            world.Coverage.Count("reuse of an operation id refused");
            return;
        }

        if (outcome.Error is null)
        {
            CheckPosition(world, service, outcome);
        }

        if (outcome.IsReplay)
        {
            world.Coverage.Count("retry recognised");
            world.Check(
                outcome.Change!.OperationId == command.OperationId, Promise.P8Once, $"{service}: {command} was answered with {outcome.Change}");
        }
        else if (command is not ExpireCommand)
        {
            CheckVerdict(world, pending, outcome);
            world.Operations.OnApplied(command, service, outcome);
        }

        if (outcome is { Error: null, Change: { } change })
        {
            world.Check(
                RecordRules.Same(change, world.History.Of(service, outcome.Position.Epoch)!.ChangeAt(change.Revision)),
                Promise.P1Durable,
                $"{service}: {change} was acknowledged and another change is stored");
        }
    }

    /// <summary>An answer leaves a registry: what it acknowledges must be stored by then.</summary>
    public static void CheckAcknowledgement(World world, ServiceName service, ServiceCommand command, CommandOutcome? outcome)
    {
        if (outcome is { Error: null } && outcome.Position != default)
        {
            var truth = world.History.Find(service);
            world.Check(
                truth is not null && truth.Epoch == outcome.Position.Epoch && truth.Has(outcome.Position.Revision),
                Promise.P1Durable,
                $"{service}: {command} was acknowledged at {outcome.Position}, which is not stored");
        }
    }

    private static void CheckPosition(World world, ServiceName service, CommandOutcome outcome)
    {
        if (outcome.Position == default)
        {
            return;
        }

        var truth = world.History.Find(service);
        world.Check(
            truth is not null && truth.Epoch == outcome.Position.Epoch && truth.Has(outcome.Position.Revision),
            Promise.P1Durable,
            $"{service}: {outcome.Position} was acknowledged and is not stored");
    }

    private static void CheckVerdict(World world, SimulatedRegistry.PendingCommand pending, CommandOutcome outcome)
    {
        var (command, service) = (pending.Command, pending.Owner.Name);
        var truth = world.History.Find(service);
        if (outcome.Change is { } change)
        {
            var verdict = RuleModel.Judge(command, truth!.StateAt(new Revision(change.Revision.Value - 1)));
            world.Check(verdict.Fits(truth.ChangeAt(change.Revision)), Promise.Rules, $"{service}: {command} made {change.Kind} {change.After}; the rules say {verdict}");
            return;
        }

        // It was decided on one of the states since it was sent; which one, nobody outside can tell.
        var code = outcome.Error?.Code ?? RegistryErrorCode.None;
        var last = truth?.Revision ?? Revision.None;
        for (var revision = pending.SeenBefore; revision <= last; revision = revision.Next)
        {
            var verdict = RuleModel.Judge(command, truth?.StateAt(revision) ?? TruthState.Empty);
            if (verdict.Error == code && (code != RegistryErrorCode.None || verdict == Verdict.Nothing))
            {
                return;
            }
        }

        world.Fail(Promise.Rules, $"{service}: {command} was answered {code} without a change, which no state since {pending.SeenBefore} gives reason for");
    }
}
