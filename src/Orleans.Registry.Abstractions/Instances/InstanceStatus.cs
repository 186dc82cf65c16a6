namespace Orleans.Registry;

/// <summary>What an instance is fit for. Only <see cref="Healthy"/> instances are meant to be called.</summary>
public enum InstanceStatus
{
    /// <summary>Nothing is known yet.</summary>
    Unknown = 0,

    /// <summary>Registered, not ready for calls yet.</summary>
    Starting = 1,

    /// <summary>Ready for calls.</summary>
    Healthy = 2,

    /// <summary>A check failed, or the lease lapsed while protection holds the removal back.</summary>
    Unhealthy = 3,

    /// <summary>Finishes what it has; must get no new calls.</summary>
    Draining = 4,

    /// <summary>Taken out by an operator.</summary>
    OutOfService = 5,
}
