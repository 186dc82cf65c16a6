namespace Orleans.Registry.Routing;

/// <summary>Why calls go to a group of instances.</summary>
public enum RouteKind
{
    /// <summary>No instance is healthy: the group is empty.</summary>
    NothingHealthy = 0,

    /// <summary>No split is asked for: every healthy instance.</summary>
    All = 1,

    /// <summary>A header of the request chose the versions.</summary>
    HeaderRoute = 2,

    /// <summary>A split's share chose the versions.</summary>
    Split = 3,

    /// <summary>Splits are asked for, but none of their versions has a healthy instance: every healthy instance.</summary>
    AnyVersion = 4,

    /// <summary>
    /// Nothing is healthy and the caller asked for the panic set: the instances that fell silent and whose removal
    /// protection holds back. They may be dead.
    /// </summary>
    Held = 5,
}
