namespace Orleans.Registry.Protocol;

/// <summary>Data of the first event of a stream.</summary>
public sealed class WatchOpenDto
{
    /// <summary>The stream's watcher id, for confirmations.</summary>
    public required string WatcherId { get; init; }

    /// <summary>Whether drains wait for this stream's confirmations.</summary>
    public bool Confirm { get; init; }

    /// <summary>Longest silence before a heartbeat, in seconds.</summary>
    public double HeartbeatSeconds { get; init; }
}
