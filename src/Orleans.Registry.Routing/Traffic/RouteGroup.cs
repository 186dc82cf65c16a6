namespace Orleans.Registry.Routing;

/// <summary>Instances that a call may go to, and why these. Immutable.</summary>
public sealed class RouteGroup
{
    internal RouteGroup(RouteKind kind, LocalityPreference reach, ServiceInstance[] instances, int[] places)
    {
        Kind = kind;
        Reach = reach;
        Instances = instances;
        Places = places;
    }

    /// <summary>Why these instances.</summary>
    public RouteKind Kind { get; }

    /// <summary>
    /// How near to the caller the group stays: its zone, its region, or <see cref="LocalityPreference.None"/> for anywhere,
    /// either because no preference is asked for or because nearer ones had too few healthy instances.
    /// </summary>
    public LocalityPreference Reach { get; }

    /// <summary>The instances; empty only for <see cref="RouteKind.NothingHealthy"/>.</summary>
    public IReadOnlyList<ServiceInstance> Instances { get; }

    /// <summary>The header route that leads here; <c>null</c> for other kinds.</summary>
    public HeaderRoute? Route { get; internal init; }

    /// <summary>The split that leads here; <c>null</c> for other kinds.</summary>
    public VersionSplit? Split { get; internal init; }

    /// <summary>Where <see cref="Instances"/> stand in the list that was routed.</summary>
    internal int[] Places { get; }
}
