namespace Orleans.Registry.Routing;

/// <summary>
/// One condition of a query: whether it is asked for, whether an instance fulfils it, and how to tell people. Filter and
/// explain read the same table of these, so they cannot drift apart.
/// </summary>
internal sealed record InstanceRule(
    string Name,
    Func<InstanceQuery, bool> IsAsked,
    Func<ServiceInstance, InstanceQuery, bool> Holds,
    Func<ServiceInstance, InstanceQuery, string> Describe)
{
    /// <summary>Whether an instance passes: the rule is not asked for or it holds.</summary>
    public bool Passes(ServiceInstance instance, InstanceQuery query) => !IsAsked(query) || Holds(instance, query);
}
