namespace Orleans.Registry;

/// <summary>A wish to watch one or more services over one stream.</summary>
public sealed record WatchRequest
{
    /// <summary>The services; 1 to 10,000, each once.</summary>
    public required IReadOnlyList<WatchTarget> Targets { get; init; }

    /// <summary>
    /// Names this stream for confirmations; unique among the connected watchers, 1 to 64 characters. Empty to have one made.
    /// </summary>
    public string WatcherId { get; init; } = string.Empty;

    /// <summary>Who watches, for people: shown when a drain waits for it. At most 128 characters.</summary>
    public string WatcherName { get; init; } = string.Empty;

    /// <summary>How the stream learns that its reader has taken a change in. Default <see cref="WatchConfirmation.OnNext"/>.</summary>
    public WatchConfirmation Confirmation { get; init; } = WatchConfirmation.OnNext;

    /// <summary>Longest silence before a heartbeat event. Default 15 s; 100 ms to 5 min.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);
}
