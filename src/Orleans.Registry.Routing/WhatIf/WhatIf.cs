namespace Orleans.Registry.Routing;

/// <summary>Tries a policy on the fleet as it is. Pure; changes nothing.</summary>
public static class WhatIf
{
    /// <summary>
    /// Compares a proposed policy with the one in force, for one caller. Shares are exact: by header routes, splits, locality
    /// and weights. Every instance of the snapshot has its share, 0 when it is not called. A policy that is not valid is not
    /// tried: the violations are its wrong fields and there are no shares after.
    /// </summary>
    /// <param name="snapshot">The fleet.</param>
    /// <param name="current">The policy in force.</param>
    /// <param name="proposed">The policy to try.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="freshness">How fresh the snapshot is.</param>
    public static WhatIfAnswer Evaluate(
        ServiceSnapshot snapshot, VersionedPolicy current, ServicePolicy proposed, CallerContext caller, Freshness freshness)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(proposed);
        ArgumentNullException.ThrowIfNull(caller);
        var before = CallShares.Of(snapshot.Instances, current.Policy.Traffic, caller);
        var errors = PolicyValidator.Validate(proposed);
        if (errors.Count > 0)
        {
            string[] refusals = [.. errors.Select(static e => $"{e.Field} {e.Message}")];
            return new WhatIfAnswer(refusals, before.ByInstance, new Dictionary<InstanceId, double>(), freshness);
        }

        var after = CallShares.Of(snapshot.Instances, proposed.Traffic, caller);
        var violations = PolicyViolations.Of(snapshot, current.Policy, proposed, CallerLocality.Of(caller), before, after);
        return new WhatIfAnswer(violations, before.ByInstance, after.ByInstance, freshness);
    }
}
