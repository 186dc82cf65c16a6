using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Client;

/// <summary>
/// What a reader of a watch holds of one service: takes events in, in O(1) for a change, and knows what is missing or repeated.
/// Not safe to use from several threads at once; the snapshots it makes are.
/// </summary>
public sealed class ServiceMirror
{
    private readonly Dictionary<InstanceId, ServiceInstance> _instances = [];
    private ServiceSnapshot? _snapshot;
    private DateTimeOffset _changedAt;
    private VersionedPolicy _policy = VersionedPolicy.BuiltIn;
    private long _configurationVersion;

    /// <summary>Holds nothing of a service yet.</summary>
    public ServiceMirror(ServiceName service) => Service = service;

    /// <summary>The service.</summary>
    public ServiceName Service { get; }

    /// <summary>What is held; <c>null</c> before the first snapshot.</summary>
    public ServicePosition? Position { get; private set; }

    /// <summary>All instances held, whatever their status, in no order.</summary>
    public IReadOnlyCollection<ServiceInstance> Instances => _instances.Values;

    /// <summary>The policy in force.</summary>
    public VersionedPolicy Policy => _policy;

    /// <summary>Finds an instance.</summary>
    public bool TryFind(InstanceId id, [NotNullWhen(true)] out ServiceInstance? instance) => _instances.TryGetValue(id, out instance);

    /// <summary>What a snapshot would change; everything is added when nothing is held.</summary>
    public SnapshotDifference Compare(ServiceSnapshot snapshot)
        => SnapshotDifference.Between(_instances.Values, Position?.Epoch ?? Epoch.None, snapshot);

    /// <summary>Takes an event in if it is the next one.</summary>
    /// <param name="next">The event.</param>
    /// <param name="evenBackwards">Whether a snapshot of an earlier state is taken in too, because the registry insists on it.</param>
    public MirrorOutcome Apply(in WatchEvent next, bool evenBackwards = false)
    {
        if (next.Service != Service)
        {
            return MirrorOutcome.Unrelated;
        }

        return next switch
        {
            { Kind: WatchEventKind.Snapshot, Snapshot: { } snapshot } => Apply(snapshot, evenBackwards),
            { Kind: WatchEventKind.Change, Change: { } change } => Apply(change, next.Position.Epoch),
            _ => MirrorOutcome.Unrelated,
        };
    }

    /// <summary>What is held as a snapshot, made once per state.</summary>
    /// <exception cref="InvalidOperationException">Nothing is held yet.</exception>
    public ServiceSnapshot ToSnapshot()
    {
        if (_snapshot is not null)
        {
            return _snapshot;
        }

        var position = Position ?? throw new InvalidOperationException($"Nothing is held of '{Service}' yet.");
        return _snapshot = new ServiceSnapshot
        {
            Service = Service,
            Epoch = position.Epoch,
            Revision = position.Revision,
            ChangedAt = _changedAt,
            Instances = [.. _instances.Values],
            Policy = _policy,
            ConfigurationVersion = _configurationVersion,
            Protection = HeldBack.Describe(_instances.Values, _policy.Policy.Protection),
        };
    }

    private MirrorOutcome Apply(ServiceSnapshot snapshot, bool evenBackwards)
    {
        if (Position is { } held && held.Epoch == snapshot.Epoch)
        {
            if (held.Revision == snapshot.Revision)
            {
                return MirrorOutcome.Duplicate;
            }

            if (held.Revision > snapshot.Revision && !evenBackwards)
            {
                return MirrorOutcome.Backwards;
            }
        }

        _instances.Clear();
        _instances.EnsureCapacity(snapshot.Instances.Count);
        foreach (var instance in snapshot.Instances)
        {
            _instances[instance.Id] = instance;
        }

        _changedAt = snapshot.ChangedAt;
        _policy = snapshot.Policy;
        _configurationVersion = snapshot.ConfigurationVersion;
        _snapshot = snapshot;
        Position = snapshot.Position;
        return MirrorOutcome.Applied;
    }

    private MirrorOutcome Apply(ServiceChange change, Epoch epoch)
    {
        if (Position is not { } held || (held.Epoch != epoch && held.Revision != Revision.None))
        {
            return MirrorOutcome.Gap;
        }

        if (change.Revision != held.Revision.Next)
        {
            return change.Revision > held.Revision ? MirrorOutcome.Gap : MirrorOutcome.Duplicate;
        }

        if (change.After is { } after)
        {
            _instances[after.Id] = after;
        }
        else if (!change.InstanceId.IsEmpty)
        {
            _instances.Remove(change.InstanceId);
        }

        _changedAt = change.At;
        _policy = change.Policy ?? _policy;
        _configurationVersion = change.Configuration?.Version ?? _configurationVersion;
        _snapshot = null;
        Position = new ServicePosition(epoch, change.Revision);
        return MirrorOutcome.Applied;
    }
}
