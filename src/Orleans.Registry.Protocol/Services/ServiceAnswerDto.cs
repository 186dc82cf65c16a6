namespace Orleans.Registry.Protocol;

/// <summary>Answer: a whole service.</summary>
public sealed class ServiceAnswerDto
{
    /// <summary>How fresh.</summary>
    public required FreshnessDto Freshness { get; init; }

    /// <summary>The service.</summary>
    public required ServiceSnapshotDto Snapshot { get; init; }
}
