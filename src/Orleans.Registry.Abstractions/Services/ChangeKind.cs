namespace Orleans.Registry;

/// <summary>What a change of a service was.</summary>
public enum ChangeKind
{
    /// <summary>Not a change; refused.</summary>
    None = 0,

    /// <summary>A new instance.</summary>
    Registered = 1,

    /// <summary>An instance was taken out by itself or by an operator (see <see cref="RemovalReason"/>).</summary>
    Deregistered = 2,

    /// <summary>An instance changed in something other than becoming healthy, unhealthy or draining.</summary>
    Updated = 3,

    /// <summary>An instance became healthy.</summary>
    Healthy = 4,

    /// <summary>An instance became unhealthy.</summary>
    Unhealthy = 5,

    /// <summary>An instance was removed because its lease ran out.</summary>
    Expired = 6,

    /// <summary>An instance began to drain.</summary>
    Draining = 7,

    /// <summary>The service has a new policy version.</summary>
    PolicyChanged = 8,

    /// <summary>The service has a new configuration version.</summary>
    ConfigChanged = 9,
}
