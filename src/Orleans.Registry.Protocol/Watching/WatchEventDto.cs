namespace Orleans.Registry.Protocol;

/// <summary>One event of a watch: the data of a server-sent event, or an element of a long poll's answer.</summary>
public sealed class WatchEventDto
{
    /// <summary><c>snapshot</c>, <c>change</c> or <c>heartbeat</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The service; absent for a heartbeat.</summary>
    public string? Service { get; init; }

    /// <summary>What the reader holds after taking it in, as <c>epoch-revision</c>; absent for a heartbeat.</summary>
    public string? Position { get; init; }

    /// <summary>Why a snapshot: <c>initial</c>, <c>historyGone</c> or <c>epochChanged</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The snapshot.</summary>
    public ServiceSnapshotDto? Snapshot { get; init; }

    /// <summary>The change.</summary>
    public ServiceChangeDto? Change { get; init; }
}
