namespace Orleans.Registry.Protocol;

/// <summary>Answer: one instance.</summary>
public sealed class InstanceAnswerDto
{
    /// <summary>How fresh.</summary>
    public required FreshnessDto Freshness { get; init; }

    /// <summary>The instance.</summary>
    public required InstanceDto Instance { get; init; }

    /// <summary>Its lease; absent when the source does not see leases.</summary>
    public LeaseDto? Lease { get; init; }
}
