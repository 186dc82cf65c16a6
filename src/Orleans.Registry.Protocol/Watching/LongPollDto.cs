namespace Orleans.Registry.Protocol;

/// <summary>Answer: what a long poll brought.</summary>
public sealed class LongPollDto
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>What the reader holds after taking the events in: the next poll's <c>after</c>.</summary>
    public required string Position { get; init; }

    /// <summary>Snapshots and changes in order; empty when nothing changed within the wait.</summary>
    public required IReadOnlyList<WatchEventDto> Events { get; init; }
}
