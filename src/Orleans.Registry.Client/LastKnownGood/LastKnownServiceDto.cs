using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>The last known state of one service.</summary>
internal sealed class LastKnownServiceDto
{
    /// <summary>When it was last known to be true (UTC).</summary>
    public DateTimeOffset TrueAt { get; init; }

    /// <summary>The state.</summary>
    public required ServiceSnapshotDto Snapshot { get; init; }
}
