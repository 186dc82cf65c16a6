namespace Orleans.Registry.Core;

/// <summary>
/// Reads a service's past from its present and its change log, backwards: each change carries the record before it. Pure.
/// </summary>
public static class ServiceHistory
{
    /// <summary>Finds the revision that a point of history means.</summary>
    public static RegistryResult<Revision> Resolve(ServiceSnapshot present, in ChangeLogView log, HistoryPoint point)
    {
        ArgumentNullException.ThrowIfNull(present);
        var oldest = OldestState(present, log);
        if (point.Revision is { } revision)
        {
            return revision >= oldest && revision <= present.Revision
                ? revision
                : Gone(present, oldest, $"revision {revision}");
        }

        var time = point.Time ?? default;
        for (var i = log.Count - 1; i >= 0; i--)
        {
            if (log[i].At <= time)
            {
                return log[i].Revision;
            }
        }

        // Before the oldest kept change: the state is known only if that change was the service's first.
        return oldest == Revision.None ? Revision.None : Gone(present, oldest, $"time {time:O}");
    }

    /// <summary>The service as it was after a revision that <see cref="Resolve"/> returned.</summary>
    /// <param name="present">The service now.</param>
    /// <param name="log">Its change log up to now.</param>
    /// <param name="policies">Kept versions of its policy, oldest first.</param>
    /// <param name="revision">The revision.</param>
    public static ServiceSnapshot AsOf(
        ServiceSnapshot present, in ChangeLogView log, IReadOnlyList<VersionedPolicy> policies, Revision revision)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(policies);
        if (revision == present.Revision)
        {
            return present;
        }

        var instances = present.Instances.ToDictionary(static i => i.Id);
        var policyVersion = present.Policy.Version;
        var configurationVersion = present.ConfigurationVersion;
        var index = log.Count - 1;
        for (; index >= 0 && log[index].Revision > revision; index--)
        {
            var change = log[index];
            if (change.Before is { } before)
            {
                instances[before.Id] = before;
            }
            else
            {
                instances.Remove(change.InstanceId);
            }

            policyVersion = change.Policy is { } policy ? policy.Version - 1 : policyVersion;
            configurationVersion = change.Configuration is { } configuration ? configuration.Version - 1 : configurationVersion;
        }

        var policyInForce = FindPolicy(policies, log, policyVersion);
        return new ServiceSnapshot
        {
            Service = present.Service,
            Epoch = revision == Revision.None ? Epoch.None : present.Epoch,
            Revision = revision,
            ChangedAt = index >= 0 ? log[index].At : default,
            Instances = [.. instances.Values],
            Policy = policyInForce,
            ConfigurationVersion = configurationVersion,
            Protection = HeldInstances.Describe(
                instances.Values.Where(static i => i.LapsedAt is not null), instances.Count, policyInForce.Policy.Protection),
        };
    }

    /// <summary>The last changes of one instance, newest first.</summary>
    public static IReadOnlyList<ServiceChange> Of(InstanceId id, in ChangeLogView log, int limit)
    {
        List<ServiceChange> changes = [];
        for (var i = log.Count - 1; i >= 0 && changes.Count < limit; i--)
        {
            if (log[i].InstanceId == id)
            {
                changes.Add(log[i]);
            }
        }

        return changes;
    }

    // More versions may have come since than are kept; then the change that set it still has it, as far as the log goes back.
    private static VersionedPolicy FindPolicy(IReadOnlyList<VersionedPolicy> policies, in ChangeLogView log, long version)
    {
        if (policies.FirstOrDefault(p => p.Version == version) is { } kept)
        {
            return kept;
        }

        for (var i = 0; i < log.Count; i++)
        {
            if (log[i].Policy is { } set && set.Version == version)
            {
                return set;
            }
        }

        return VersionedPolicy.BuiltIn;
    }

    private static Revision OldestState(ServiceSnapshot present, in ChangeLogView log)
        => log.Count == 0 ? present.Revision : new Revision(log.Oldest.Value - 1);

    private static RegistryError Gone(ServiceSnapshot present, Revision oldest, string what)
        => new(RegistryErrorCode.HistoryUnavailable,
            $"The history of '{present.Service}' reaches from revision {oldest} to {present.Revision}; {what} is outside.");
}
