using System.Globalization;

namespace Orleans.Registry.Routing;

/// <summary>Says why an instance is in or out of the answer to a query. Pure; safe to call from many threads.</summary>
public static class InstanceExplainer
{
    /// <summary>Most changes an explanation shows.</summary>
    public const int MaxRecentChanges = 20;

    /// <summary>
    /// Looks at every rule, also after one has failed. An instance that is not registered has the one reason
    /// <c>registered</c>, which says how it left as far as the changes tell.
    /// </summary>
    /// <param name="snapshot">The service.</param>
    /// <param name="id">The instance.</param>
    /// <param name="query">The query.</param>
    /// <param name="recentChangesOfInstance">
    /// Changes of the service's log, in any order; those of other instances are left out, and so is all but the newest
    /// <see cref="MaxRecentChanges"/>.
    /// </param>
    /// <param name="freshness">How fresh <paramref name="snapshot"/> is.</param>
    public static Explanation Explain(
        ServiceSnapshot snapshot,
        InstanceId id,
        InstanceQuery query,
        IReadOnlyList<ServiceChange> recentChangesOfInstance,
        Freshness freshness)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(recentChangesOfInstance);
        ServiceChange[] changes =
        [
            .. recentChangesOfInstance.Where(change => change.InstanceId == id)
                .OrderByDescending(static change => change.Revision)
                .Take(MaxRecentChanges),
        ];

        var instance = snapshot.Find(id);
        if (instance is null)
        {
            var reason = new ExplanationReason(InstanceRules.Registered, false, HowItLeft(snapshot, changes));
            return new Explanation(id, false, [reason], null, changes, freshness);
        }

        var reasons = new ExplanationReason[InstanceRules.All.Length + 1];
        reasons[0] = new ExplanationReason(InstanceRules.Registered, true, HowItCame(instance));
        var included = true;
        for (var i = 0; i < InstanceRules.All.Length; i++)
        {
            var rule = InstanceRules.All[i];
            var passed = rule.Passes(instance, query);
            included &= passed;
            reasons[i + 1] = new ExplanationReason(rule.Name, passed, rule.Describe(instance, query));
        }

        return new Explanation(id, included, reasons, instance, changes, freshness);
    }

    private static string HowItCame(ServiceInstance instance) => string.Create(
        CultureInfo.InvariantCulture,
        $"registered at {InstanceWording.Time(instance.RegisteredAt)} by revision {instance.CreatedRevision}");

    private static string HowItLeft(ServiceSnapshot snapshot, ServiceChange[] newestFirst)
    {
        var shown = $"not registered as of revision {snapshot.Revision}";
        var known = Array.FindAll(newestFirst, change => change.Revision <= snapshot.Revision);
        if (known.Length == 0)
        {
            return newestFirst.Length == 0
                ? $"{shown}; the part of the log that is kept does not name it"
                : $"{shown}; it came later, with revision {newestFirst[^1].Revision}";
        }

        // An operator may clear an override after the instance has left, so the newest change need not be the removal.
        var last = known[0];
        var removal = Array.Find(known, static change => change.Reason != RemovalReason.None);
        var left = removal is null ? "when it left is no longer in the log" : Removal(removal);
        var bound = last.Override is { } set
            ? $"; an override to {InstanceWording.Name(set.Status)} waits for it, set by operator {InstanceWording.Override(set)}"
            : string.Empty;
        return $"{shown}; {left}{bound}";
    }

    private static string Removal(ServiceChange change)
    {
        var how = change.Reason switch
        {
            RemovalReason.Deregistered => "it deregistered itself",
            RemovalReason.Expired => "its lease expired",
            _ => "an operator evicted it",
        };
        var cause = change.Cause.Length > 0 ? $": {change.Cause}" : string.Empty;
        return $"{how} at {InstanceWording.Time(change.At)} by revision {change.Revision}{cause}";
    }
}
