namespace Orleans.Registry.Protocol;

/// <summary>The lease of an instance.</summary>
public sealed class LeaseDto
{
    /// <summary>How long the instance stays without a renewal, in seconds.</summary>
    public double TtlSeconds { get; init; }

    /// <summary>When the registry last heard of it (UTC).</summary>
    public DateTime LastRenewal { get; init; }

    /// <summary>What is left of the lease, in seconds.</summary>
    public double RemainingSeconds { get; init; }
}
