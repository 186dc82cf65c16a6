namespace Orleans.Registry.Protocol;

/// <summary>Request: watch services over one stream.</summary>
public sealed class WatchRequestDto
{
    /// <summary>The services; 1 to 10,000.</summary>
    public IReadOnlyList<WatchTargetDto?>? Targets { get; init; }

    /// <summary>Names the stream for confirmations; absent to have one made (see the <c>open</c> event).</summary>
    public string? WatcherId { get; init; }

    /// <summary>Who watches, for people.</summary>
    public string? WatcherName { get; init; }

    /// <summary>Whether the reader confirms what it has taken in, so that drains wait for it. Default false.</summary>
    public bool? Confirm { get; init; }

    /// <summary>Longest silence before a heartbeat, in seconds; 0.1 to 300; default 15.</summary>
    public double? HeartbeatSeconds { get; init; }
}
