namespace Orleans.Registry;

/// <summary>
/// A budget for removals by expiry. Within any <see cref="Window"/>, at most <see cref="MaxExpiredShare"/> of the instances
/// (but always <see cref="MinExpired"/>) are removed because they fell silent; further ones are held as unhealthy for at
/// most <see cref="MaxHold"/>. Deregistration and eviction are not limited.
/// </summary>
public sealed record ProtectionPolicy
{
    /// <summary>Whether the budget applies. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Share of the instances that may expire within a window. Default 0.4; above 0 to 1.</summary>
    public double MaxExpiredShare { get; init; } = 0.4;

    /// <summary>Expiries a window always allows, so that small services lose single instances. Default 1; 0 to 1000.</summary>
    public int MinExpired { get; init; } = 1;

    /// <summary>Length of the sliding window. Default 60 s; 1 s to 1 h.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one instance is held at most. Default 5 min; 1 s to 24 h.</summary>
    public TimeSpan MaxHold { get; init; } = TimeSpan.FromMinutes(5);
}
