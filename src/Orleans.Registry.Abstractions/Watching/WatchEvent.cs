namespace Orleans.Registry;

/// <summary>
/// One event of a watch. Per service: snapshots carry revision R, the change after it R+1, and so on without a gap or a
/// repeat. A snapshot after the first means that changes between were not kept; compare it with what you hold
/// (<see cref="SnapshotDifference.Between"/>).
/// </summary>
public readonly record struct WatchEvent
{
    /// <summary>What it is.</summary>
    public required WatchEventKind Kind { get; init; }

    /// <summary>The service; <c>default</c> for a heartbeat, which is for all services of the stream.</summary>
    public ServiceName Service { get; init; }

    /// <summary>What the reader holds after taking the event in; <c>default</c> for a heartbeat.</summary>
    public ServicePosition Position { get; init; }

    /// <summary>The snapshot, for <see cref="WatchEventKind.Snapshot"/>.</summary>
    public ServiceSnapshot? Snapshot { get; init; }

    /// <summary>Why a snapshot.</summary>
    public SnapshotReason Reason { get; init; }

    /// <summary>The change, for <see cref="WatchEventKind.Change"/>.</summary>
    public ServiceChange? Change { get; init; }

    /// <summary>A heartbeat.</summary>
    public static WatchEvent Heartbeat { get; } = new() { Kind = WatchEventKind.Heartbeat };

    /// <summary>A snapshot event.</summary>
    public static WatchEvent ForSnapshot(ServiceSnapshot snapshot, SnapshotReason reason)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new() { Kind = WatchEventKind.Snapshot, Service = snapshot.Service, Position = snapshot.Position, Snapshot = snapshot, Reason = reason };
    }

    /// <summary>A change event.</summary>
    public static WatchEvent ForChange(ServiceName service, Epoch epoch, ServiceChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new() { Kind = WatchEventKind.Change, Service = service, Position = new ServicePosition(epoch, change.Revision), Change = change };
    }
}
