namespace Orleans.Registry.Protocol;

/// <summary>Answer: what changed between two points of a history.</summary>
public sealed class HistoryDifferenceDto
{
    /// <summary>The earlier point as <c>epoch-revision</c>.</summary>
    public required string From { get; init; }

    /// <summary>The later point.</summary>
    public required string To { get; init; }

    /// <summary>Instances added.</summary>
    public required IReadOnlyList<InstanceDto> Added { get; init; }

    /// <summary>Instances changed, as they are at the later point.</summary>
    public required IReadOnlyList<InstanceDto> Changed { get; init; }

    /// <summary>Instances removed, as they were.</summary>
    public required IReadOnlyList<InstanceDto> Removed { get; init; }
}
