namespace Orleans.Registry.Routing;

/// <summary>Applies a traffic policy to the instances of a service for callers at one place. Pure.</summary>
/// <remarks>
/// <para>In this order: (1) header routes, the first whose versions have a healthy instance; (2) version splits by weight,
/// those without a healthy instance giving their share to the others; when no split has one, every healthy instance
/// (<see cref="RouteKind.AnyVersion"/>). Inside the versions so chosen: the caller's zone, else its region, else anywhere, as
/// <see cref="TrafficPolicy.Locality"/> asks and <see cref="TrafficPolicy.MinLocalInstances"/> allows.</para>
/// <para>Only healthy instances are called. Those of weight 0 are called only when there are no others: for splits, when every
/// healthy instance has weight 0; for a header route, when every healthy instance of its versions has. So a canary of weight 0
/// can be reached by header alone.</para>
/// <para>When nothing is healthy, nothing is called, unless the caller asks for the panic set (<see cref="RouteKind.Held"/>).</para>
/// </remarks>
public static class TrafficRouter
{
    /// <summary>Routes the instances of a snapshot by the policy in force there.</summary>
    public static RouteTable Route(ServiceSnapshot snapshot, CallerLocality caller, bool allowHeld = false)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Route(snapshot.Instances, snapshot.Policy.Policy.Traffic, caller, allowHeld);
    }

    /// <summary>Routes a list of instances.</summary>
    /// <param name="instances">The instances, whatever their status.</param>
    /// <param name="policy">A valid policy (see <see cref="PolicyValidator"/>).</param>
    /// <param name="caller">Where the caller is.</param>
    /// <param name="allowHeld">Whether to call the panic set when nothing is healthy. The route's kind then says so.</param>
    public static RouteTable Route(
        IReadOnlyList<ServiceInstance> instances, TrafficPolicy policy, CallerLocality caller, bool allowHeld = false)
    {
        ArgumentNullException.ThrowIfNull(instances);
        ArgumentNullException.ThrowIfNull(policy);
        return new RouteTableBuilder(instances, policy, caller).Build(allowHeld);
    }
}
