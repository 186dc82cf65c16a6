namespace Orleans.Registry.Protocol;

/// <summary>A budget for removals by expiry; absent members take the default of <see cref="ProtectionPolicy"/>.</summary>
public sealed class ProtectionPolicyDto
{
    /// <summary>Whether it applies.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Share of the instances that may expire within a window.</summary>
    public double? MaxExpiredShare { get; init; }

    /// <summary>Expiries a window always allows.</summary>
    public long? MinExpired { get; init; }

    /// <summary>Length of the window in seconds.</summary>
    public double? WindowSeconds { get; init; }

    /// <summary>How long one instance is held at most, in seconds.</summary>
    public double? MaxHoldSeconds { get; init; }
}
