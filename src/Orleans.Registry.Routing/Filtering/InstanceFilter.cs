namespace Orleans.Registry.Routing;

/// <summary>Decides which instances a query asks for. Pure; safe to call from many threads.</summary>
/// <remarks>
/// Texts (tags, region, zone, data center, protocol, metadata) are compared exactly, letter case included.
/// <see cref="InstanceExplainer"/> uses the same rules and says why.
/// </remarks>
public static class InstanceFilter
{
    /// <summary>Whether an instance fulfils every condition of a query.</summary>
    public static bool Matches(ServiceInstance instance, InstanceQuery query)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(query);
        foreach (var rule in InstanceRules.All)
        {
            if (!rule.Passes(instance, query))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The instances of a snapshot that fulfil a query, in the snapshot's order. The snapshot's own list, without a copy,
    /// when that is all of them.
    /// </summary>
    public static IReadOnlyList<ServiceInstance> Apply(ServiceSnapshot snapshot, InstanceQuery query)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Apply(snapshot.Instances, query);
    }

    /// <summary>
    /// The instances of a list that fulfil a query, in its order. The list itself, without a copy, when that is all of them.
    /// </summary>
    public static IReadOnlyList<ServiceInstance> Apply(IReadOnlyList<ServiceInstance> instances, InstanceQuery query)
    {
        ArgumentNullException.ThrowIfNull(instances);
        ArgumentNullException.ThrowIfNull(query);
        var asked = Asked(query);
        if (asked.Length == 0)
        {
            return instances;
        }

        List<ServiceInstance>? fitting = null;
        for (var i = 0; i < instances.Count; i++)
        {
            var instance = instances[i];
            if (!Holds(asked, instance, query))
            {
                fitting ??= CopyFirst(instances, i);
            }
            else
            {
                fitting?.Add(instance);
            }
        }

        return fitting ?? instances;
    }

    /// <summary>The rules a query asks for, so that a long list is not asked about the others once an instance.</summary>
    private static InstanceRule[] Asked(InstanceQuery query)
        => query.IsAll ? [] : Array.FindAll(InstanceRules.All, rule => rule.IsAsked(query));

    private static bool Holds(InstanceRule[] asked, ServiceInstance instance, InstanceQuery query)
    {
        foreach (var rule in asked)
        {
            if (!rule.Holds(instance, query))
            {
                return false;
            }
        }

        return true;
    }

    private static List<ServiceInstance> CopyFirst(IReadOnlyList<ServiceInstance> instances, int count)
    {
        var copy = new List<ServiceInstance>(count);
        for (var i = 0; i < count; i++)
        {
            copy.Add(instances[i]);
        }

        return copy;
    }
}
