using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>A watch that gives a reader who is ahead the service as it was.</summary>
internal sealed class ReaderLedBack : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P3Watch];

    public override WatchEvent? OnConnected(ServicePosition? held, ServiceSnapshot present)
        => held is { } position && position.Epoch == present.Epoch && position.Revision > present.Revision
            ? WatchEvent.ForSnapshot(present, SnapshotReason.HistoryGone)
            : null;
}
