namespace Orleans.Registry.Simulation.Oracles;

/// <summary>Whether two records say the same, field by field.</summary>
internal static class RecordRules
{
    public static bool Same(ServiceInstance? one, ServiceInstance? other)
        => ReferenceEquals(one, other)
            || (one is not null
                && other is not null
                && one.Id == other.Id
                && one.Service == other.Service
                && one.ModifiedRevision == other.ModifiedRevision
                && one.CreatedRevision == other.CreatedRevision
                && SameStatus(one, other)
                && one.Incarnation == other.Incarnation
                && one.RegisteredAt == other.RegisteredAt
                && one.Details == other.Details);

    public static bool Same(ServiceChange one, ServiceChange other)
        => ReferenceEquals(one, other)
            || (one.Revision == other.Revision
                && one.Kind == other.Kind
                && one.At == other.At
                && one.InstanceId == other.InstanceId
                && one.Reason == other.Reason
                && one.Cause == other.Cause
                && one.OperationId == other.OperationId
                && Equals(one.Override, other.Override)
                && Equals(one.Policy, other.Policy)
                && Equals(one.Configuration, other.Configuration)
                && Same(one.Before, other.Before)
                && Same(one.After, other.After));

    private static bool SameStatus(ServiceInstance one, ServiceInstance other)
        => one.ReportedStatus == other.ReportedStatus
            && one.StatusSince == other.StatusSince
            && one.StatusReason == other.StatusReason
            && one.LapsedAt == other.LapsedAt
            && one.FailingChecks.Equals(other.FailingChecks)
            && Equals(one.Override, other.Override);
}
