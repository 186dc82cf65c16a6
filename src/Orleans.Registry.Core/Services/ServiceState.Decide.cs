namespace Orleans.Registry.Core;

/// <content>Checking commands.</content>
public sealed partial class ServiceState
{
    /// <summary>
    /// Checks a command against the state and says what to change; changes nothing itself. Decisions on commands with
    /// different <see cref="ServiceCommand.Subject"/>s may be taken one after the other before the first is applied, as long
    /// as the context counts what is pending; any other command must be decided alone.
    /// </summary>
    public Decision Decide(ServiceCommand command, in DecisionContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!command.OperationId.IsNone && _operations is not null && _operations.TryGetValue(command.OperationId, out var known))
        {
            return command.CanHaveCaused(known)
                ? Decision.Replay(known)
                : Decision.Refuse(RegistryErrorCode.OperationIdReused, $"Operation id {command.OperationId} was used before for another mutation.");
        }

        return command switch
        {
            RegisterCommand register => DecideRegister(register, context),
            DeregisterCommand deregister => DecideDeregister(deregister, context),
            SignalCommand signal => DecideSignal(signal.Id, signal.Report, signal, context),
            CheckCommand check => DecideCheck(check, context),
            UpdateCommand update => DecideUpdate(update, context),
            SetOverrideCommand set => DecideSetOverride(set, context),
            ClearOverrideCommand clear => DecideClearOverride(clear, context),
            ExpireCommand expire => DecideExpire(expire, context),
            RecoverCommand recover => DecideRecover(recover, context),
            SetPolicyCommand policy => DecideSetPolicy(policy, context),
            SetConfigurationCommand configuration => DecideSetConfiguration(configuration, context),
            _ => throw new ArgumentException($"Unknown command {command.GetType().Name}.", nameof(command)),
        };
    }

    private Decision NotFound(InstanceId id)
        => Decision.Refuse(RegistryErrorCode.InstanceNotFound, $"Service '{Name}' has no instance '{id}'.");

    /// <summary>A change of one instance's record; the kind follows from what happened to its status unless it is given.</summary>
    private static Decision Change(
        ServiceCommand command, in DecisionContext context, ServiceInstance? before, ServiceInstance after, string cause, ChangeKind? kind = null)
    {
        var statusChanged = before is null || before.Status != after.Status;
        return Decision.Change(new ServiceChange
        {
            Kind = kind ?? (statusChanged ? StatusTransitions.KindOf(after.Status) : ChangeKind.Updated),
            Revision = context.NextRevision,
            At = context.Now,
            InstanceId = after.Id,
            Before = before,
            After = after,
            Override = after.Override,
            Cause = cause,
            OperationId = command.OperationId,
        });
    }

    /// <summary>A copy of a record with a new reported status; the time of the status moves only when the status in force does,
    /// and its reason stays the operator's as long as the operator's status is in force.</summary>
    private static ServiceInstance With(
        ServiceInstance instance,
        in DecisionContext context,
        InstanceStatus reported,
        string reason,
        TagSet? failingChecks = null,
        DateTimeOffset? lapsedAt = null)
    {
        var moved = instance.Override is null && reported != instance.ReportedStatus;
        return new ServiceInstance
        {
            Service = instance.Service,
            Id = instance.Id,
            Details = instance.Details,
            ReportedStatus = reported,
            Override = instance.Override,
            RegisteredAt = instance.RegisteredAt,
            StatusSince = moved ? context.Now : instance.StatusSince,
            StatusReason = instance.Override is null ? reason : instance.StatusReason,
            LapsedAt = lapsedAt,
            FailingChecks = failingChecks ?? instance.FailingChecks,
            Incarnation = instance.Incarnation,
            CreatedRevision = instance.CreatedRevision,
            ModifiedRevision = context.NextRevision,
        };
    }
}
