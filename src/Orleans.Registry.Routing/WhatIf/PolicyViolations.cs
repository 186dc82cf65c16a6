using System.Globalization;

namespace Orleans.Registry.Routing;

/// <summary>What a valid policy would refuse or change about the instances that are there, in sentences for people.</summary>
internal static class PolicyViolations
{
    private const int MaxNamed = 10;

    public static List<string> Of(
        ServiceSnapshot snapshot, ServicePolicy current, ServicePolicy proposed, CallerLocality caller, CallShares before, CallShares after)
    {
        List<string> violations = [];
        AboutLimits(snapshot, proposed, violations);
        AboutProtection(snapshot, current, proposed, violations);
        AboutVersions(proposed.Traffic, after.Table, violations);
        AboutLocality(proposed.Traffic, caller, after.Table, violations);
        AboutLosers(snapshot, before, after, violations);
        return violations;
    }

    private static void AboutLimits(ServiceSnapshot snapshot, ServicePolicy proposed, List<string> violations)
    {
        if (snapshot.Instances.Count > proposed.MaxInstances)
        {
            var counts = Text($"{snapshot.Instances.Count} instances are registered, {proposed.MaxInstances} would be allowed");
            violations.Add($"maxInstances: {counts}; they stay, further ones are refused");
        }

        List<ServiceInstance> misfits = [.. snapshot.Instances.Where(i => !Fits(i.Details.Ttl, proposed))];
        if (misfits.Count > 0)
        {
            var named = Names(misfits, static i => $"{i.Id} ({FieldRules.Words(i.Details.Ttl)})");
            var bounds = $"{FieldRules.Words(proposed.MinTtl)} to {FieldRules.Words(proposed.MaxTtl)}";
            violations.Add($"ttl: outside {bounds} and refused when registering again: {named}");
        }
    }

    private static bool Fits(TimeSpan ttl, ServicePolicy policy) => ttl == TimeSpan.Zero || (ttl >= policy.MinTtl && ttl <= policy.MaxTtl);

    private static void AboutProtection(ServiceSnapshot snapshot, ServicePolicy current, ServicePolicy proposed, List<string> violations)
    {
        List<ServiceInstance> held = [.. snapshot.Instances.Where(static i => i.LapsedAt is not null)];
        if (held.Count == 0)
        {
            return;
        }

        if (!proposed.Protection.Enabled)
        {
            violations.Add($"protection: would end; instances it holds now would be removed: {Names(held, static i => i.Id.Value)}");
        }
        else if (proposed.Protection.MaxHold < current.Protection.MaxHold)
        {
            var holds = $"{FieldRules.Words(proposed.Protection.MaxHold)} instead of {FieldRules.Words(current.Protection.MaxHold)}";
            violations.Add($"protection: would hold for {holds}; removed sooner: {Names(held, static i => i.Id.Value)}");
        }
    }

    private static void AboutVersions(TrafficPolicy traffic, RouteTable table, List<string> violations)
    {
        foreach (var route in table.UnservedRoutes)
        {
            var value = route.Value.Length == 0 ? "any value" : InstanceWording.Quote(route.Value);
            var requests = $"for requests with header {InstanceWording.Quote(route.Header)} of {value}";
            violations.Add(
                $"headerRoutes: no healthy instance fits '{route.Version}' {requests}; they are routed as if they had no such header");
        }

        foreach (var split in table.UnservedSplits)
        {
            violations.Add(Text($"splits: no healthy instance fits '{split.Version}' (weight {split.Weight}); its share goes elsewhere"));
        }

        if (traffic.Splits.Count > 0 && table.Groups[^1].Kind == RouteKind.AnyVersion)
        {
            violations.Add("splits: no split has a healthy instance; calls go to every healthy instance of any version");
        }

        if (table.Groups[^1].Kind == RouteKind.NothingHealthy)
        {
            violations.Add("status: no instance is healthy; nothing can be called");
        }
    }

    private static void AboutLocality(TrafficPolicy traffic, CallerLocality caller, RouteTable table, List<string> violations)
    {
        if (traffic.Locality == LocalityPreference.None || table.Groups[^1].Kind == RouteKind.NothingHealthy)
        {
            return;
        }

        var wanted = traffic.Locality == LocalityPreference.Zone
            ? $"zone {InstanceWording.Quote(caller.Zone)}"
            : $"region {InstanceWording.Quote(caller.Region)}";
        foreach (var group in table.Groups)
        {
            if (group.Reach != traffic.Locality)
            {
                var what = group.Route?.Version ?? group.Split?.Version;
                var versions = what is null ? string.Empty : $" for '{what}'";
                var wider = group.Reach == LocalityPreference.Region ? "the caller's region" : "any region";
                violations.Add(Text(
                    $"locality: {wanted} has fewer than {traffic.MinLocalInstances} healthy instances{versions}; calls go to {wider}"));
            }
        }
    }

    private static void AboutLosers(ServiceSnapshot snapshot, CallShares before, CallShares after, List<string> violations)
    {
        List<ServiceInstance> losers = [.. snapshot.Instances.Where(i => before.ByInstance[i.Id] > 0 && after.ByInstance[i.Id] <= 0)];
        if (losers.Count > 0)
        {
            violations.Add($"traffic: would get no more calls from this caller: {Names(losers, static i => i.Id.Value)}");
        }
    }

    private static string Names(List<ServiceInstance> instances, Func<ServiceInstance, string> name)
    {
        var shown = string.Join(", ", instances.Take(MaxNamed).Select(name));
        return instances.Count <= MaxNamed ? shown : Text($"{shown} and {instances.Count - MaxNamed} more");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
