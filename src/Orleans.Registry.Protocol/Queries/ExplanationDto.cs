namespace Orleans.Registry.Protocol;

/// <summary>Answer: why an instance is in or out of an answer.</summary>
public sealed class ExplanationDto
{
    /// <summary>How fresh.</summary>
    public required FreshnessDto Freshness { get; init; }

    /// <summary>The instance.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the query answers it.</summary>
    public bool IsIncluded { get; init; }

    /// <summary>Every rule that was looked at.</summary>
    public required IReadOnlyList<ExplanationReasonDto> Reasons { get; init; }

    /// <summary>Its record; absent when it is not registered.</summary>
    public InstanceDto? Instance { get; init; }

    /// <summary>Its last changes, newest first.</summary>
    public required IReadOnlyList<ServiceChangeDto> RecentChanges { get; init; }
}
