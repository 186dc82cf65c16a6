using System.Runtime.CompilerServices;
using Orleans.Registry.Simulation.Oracles;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Watching;

/// <summary>A service as a reader rebuilds it from the events of a watch alone. Checks P3 on every event.</summary>
internal sealed class RebuiltService(World world, ServiceName service, string reader)
{
    private readonly Dictionary<InstanceId, ServiceInstance> _held = [];

    /// <summary>What the reader holds; <c>null</c> before the first event.</summary>
    public ServicePosition? Position { get; private set; }

    /// <summary>Makes the reader one who holds an earlier state of the service.</summary>
    public void GoBackTo(ServiceTruth truth, Revision revision)
    {
        Position = new ServicePosition(truth.Epoch, revision);
        foreach (var instance in truth.StateAt(revision).Instances.Values)
        {
            _held[instance.Id] = instance;
        }
    }

    public void Take(WatchEvent next)
    {
        switch (next.Kind)
        {
            case WatchEventKind.Heartbeat:
                world.Coverage.Count("watch heartbeat");
                return;
            case WatchEventKind.Snapshot:
                TakeSnapshot(next.Snapshot!, next.Reason);
                break;
            default:
                TakeChange(next.Change!, next.Position);
                break;
        }

        Position = next.Position;
    }

    private void TakeSnapshot(ServiceSnapshot snapshot, SnapshotReason reason)
    {
        world.Coverage.Count($"watch snapshot {reason}");
        var held = Position ?? default;
        var isSameLineage = held.Epoch == snapshot.Epoch || held.Revision == Revision.None;
        var expected = Position is null ? SnapshotReason.Initial : isSameLineage ? SnapshotReason.HistoryGone : SnapshotReason.EpochChanged;
        Must(reason == expected, $"a snapshot came because {reason}, and {expected} would be right");
        Must(reason != SnapshotReason.HistoryGone || snapshot.Revision > held.Revision, $"a snapshot goes back from {held.Revision} to {snapshot.Revision}");
        var difference = SnapshotDifference.Between(_held.Values, held.Epoch, snapshot);
        foreach (var instance in difference.Removed)
        {
            Must(_held.Remove(instance.Id), $"{instance} is removed without being held");
        }

        foreach (var instance in difference.Added.Concat(difference.Changed))
        {
            _held[instance.Id] = instance;
        }

        if (snapshot.Revision == Revision.None)
        {
            Must(_held.Count == 0, $"the empty service has {_held.Count} instances");
            return;
        }

        CheckHeld(new ServicePosition(snapshot.Epoch, snapshot.Revision));
    }

    private void TakeChange(ServiceChange change, ServicePosition position)
    {
        Must(Position is not null, $"{change} came before a snapshot");
        Must(change.Revision == Position!.Value.Revision.Next, $"{change} follows {Position}");
        Must(position.Epoch == Position.Value.Epoch || Position.Value.Revision == Revision.None, $"{change} is of epoch {position.Epoch}, held is {Position}");
        var truth = world.History.Of(service, position.Epoch);
        Must(truth is not null && truth.Has(change.Revision), $"{change} is not stored");
        Must(RecordRules.Same(change, truth!.ChangeAt(change.Revision)), $"{change} is not what is stored");
        if (change.After is not null)
        {
            _held[change.InstanceId] = change.After;
        }
        else
        {
            _held.Remove(change.InstanceId);
        }

        world.Coverage.Count("watch change");
        CheckHeld(position);
    }

    private void CheckHeld(ServicePosition position)
    {
        var truth = world.History.Of(service, position.Epoch);
        Must(truth is not null && truth.Has(position.Revision), $"{position} is not stored");
        Must(SnapshotRules.SameInstances(truth!.StateAt(position.Revision), [.. _held.Values]), $"what was rebuilt at {position} is not what is stored");
    }

    private void Must(bool holds, [InterpolatedStringHandlerArgument("holds")] FailureMessage message)
        => world.Check(holds, Promise.P3Watch, holds ? string.Empty : $"{reader} of {service}: {message.ToText()}");
}
