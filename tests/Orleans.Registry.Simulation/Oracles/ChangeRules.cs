using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>What holds of every change, whatever caused it.</summary>
internal static class ChangeRules
{
    public static void Check(World world, ServiceTruth truth, ServiceChange change)
    {
        void Must(bool holds, string what) => world.Check(holds, Promise.Rules, $"{truth.Name} {change}: {what}");

        Must(change.Kind == Kind(change), $"the kind should be {Kind(change)}");
        Must((change.Reason == RemovalReason.None) == (change.Before is null || change.After is not null), "a removal has a reason and nothing else has one");
        Must((change.Policy is not null) == (change.Kind == ChangeKind.PolicyChanged), "a policy comes with its kind of change");
        Must((change.Configuration is not null) == (change.Kind == ChangeKind.ConfigChanged), "a configuration comes with its kind of change");
        if (change.Policy is { } policy)
        {
            Must(policy.Version == truth.Now.Policy.Version + 1, "policy versions count up by one");
        }

        if (change.Configuration is { } configuration)
        {
            Must(configuration.Version == (truth.Now.Configurations.IsEmpty ? 0 : truth.Now.Configurations[^1].Version) + 1, "configuration versions count up by one");
        }

        CheckRecord(Must, truth, change);
    }

    private static void CheckRecord(Action<bool, string> must, ServiceTruth truth, ServiceChange change)
    {
        var (before, after) = (change.Before, change.After);
        if (after is null)
        {
            // Whoever leaves leaves the operator's word behind.
            must(before is null || Equals(change.Override, before.Override), "a removal keeps the override");
            return;
        }

        must(after.Id == change.InstanceId && after.Service == truth.Name, "the record is of this instance");
        must(after.ModifiedRevision == change.Revision, "the record is of this revision");
        must(Equals(change.Override, after.Override), "change and record carry the same override");
        must(after.CreatedRevision == (before?.CreatedRevision ?? change.Revision), "the revision of the registration stays");
        must(after.RegisteredAt == (before?.RegisteredAt ?? change.At), "the time of the registration stays");
        must(before is not null || Equals(after.Override, truth.Now.Overrides.GetValueOrDefault(after.Id)), "a standing override lies over a new instance");
        must(after.StatusSince == (before is null || before.Status != after.Status ? change.At : before.StatusSince), "the status is as old as it is");
        must(after.LapsedAt is null || after.ReportedStatus is InstanceStatus.Unhealthy or InstanceStatus.Starting, "a held instance never reports health");
        must(after.ReportedStatus != InstanceStatus.Healthy || after.FailingChecks.Count == 0, "no healthy report with a failing check");
        must(after.ReportedStatus is not (InstanceStatus.OutOfService or InstanceStatus.Unknown), "only operators take out of service");
    }

    private static ChangeKind Kind(ServiceChange change)
    {
        if (change.InstanceId.IsEmpty)
        {
            return change.Policy is null ? ChangeKind.ConfigChanged : ChangeKind.PolicyChanged;
        }

        if (change.After is null)
        {
            return change.Before is null ? ChangeKind.Updated
                : change.Reason == RemovalReason.Expired ? ChangeKind.Expired
                : ChangeKind.Deregistered;
        }

        return change.Before is null ? ChangeKind.Registered
            : change.Before.Status == change.After.Status ? ChangeKind.Updated
            : change.After.Status switch
            {
                InstanceStatus.Healthy => ChangeKind.Healthy,
                InstanceStatus.Unhealthy => ChangeKind.Unhealthy,
                InstanceStatus.Draining => ChangeKind.Draining,
                _ => ChangeKind.Updated,
            };
    }
}
