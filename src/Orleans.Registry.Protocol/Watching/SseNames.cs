namespace Orleans.Registry.Protocol;

/// <summary>
/// Names of the server-sent events of a watch. A frame is <c>event: NAME</c>, for snapshots and changes
/// <c>id: SERVICE@EPOCH-REVISION</c>, then one line <c>data: JSON</c> and an empty line; lines end in a line feed.
/// </summary>
public static class SseNames
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>First event of a stream (<see cref="WatchOpenDto"/>).</summary>
    public const string Open = "open";

    /// <summary>A snapshot (<see cref="WatchEventDto"/>).</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A change (<see cref="WatchEventDto"/>).</summary>
    public const string Change = "change";

    /// <summary>Nothing changed; the stream lives (<see cref="WatchEventDto"/>).</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>The server ends the stream (<see cref="WatchEndDto"/>).</summary>
    public const string End = "end";
}
