namespace Orleans.Registry.Simulation.Mutations;

/// <summary>Copies of changes and records with a part replaced: the product has no need of them.</summary>
internal static class ChangeCopy
{
    public static ServiceChange Of(
        ServiceChange change, ChangeKind kind, ServiceInstance? after, OperatorOverride? set, RemovalReason reason, OperationId operation) => new()
    {
        Kind = kind,
        Revision = change.Revision,
        At = change.At,
        InstanceId = change.InstanceId,
        Before = change.Before,
        After = after,
        Override = set,
        Reason = reason,
        Cause = change.Cause,
        OperationId = operation,
        Policy = change.Policy,
        Configuration = change.Configuration,
    };

    public static ServiceInstance Of(ServiceInstance instance, OperatorOverride? set, InstanceStatus reported, TagSet failing) => new()
    {
        Service = instance.Service,
        Id = instance.Id,
        Details = instance.Details,
        ReportedStatus = reported,
        Override = set,
        RegisteredAt = instance.RegisteredAt,
        StatusSince = instance.StatusSince,
        StatusReason = instance.StatusReason,
        LapsedAt = instance.LapsedAt,
        FailingChecks = failing,
        Incarnation = instance.Incarnation,
        CreatedRevision = instance.CreatedRevision,
        ModifiedRevision = instance.ModifiedRevision,
    };
}
