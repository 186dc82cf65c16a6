namespace Orleans.Registry;

/// <summary>What a watch event is.</summary>
public enum WatchEventKind
{
    /// <summary>Not an event; never sent.</summary>
    None = 0,

    /// <summary>Forget what you held of this service; this is it now.</summary>
    Snapshot = 1,

    /// <summary>The next change.</summary>
    Change = 2,

    /// <summary>Nothing changed; the stream lives.</summary>
    Heartbeat = 3,
}
