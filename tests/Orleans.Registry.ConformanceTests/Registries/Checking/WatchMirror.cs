namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <summary>
/// Follows one watch stream as a reader would, and fails at the first event that is out of order, repeated, missing or
/// untrue (P3). One thread at a time.
/// </summary>
public sealed class WatchMirror
{
    private readonly Dictionary<ServiceName, Held> _held = [];

    /// <summary>Begins with what a request says that its reader holds.</summary>
    public WatchMirror(WatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var target in request.Targets)
        {
            // A reader who holds revision 0 knows all instances: there are none.
            _held.Add(target.Service, new Held { Position = target.From, IsWhole = target.From?.Revision == Revision.None });
        }
    }

    /// <summary>What the reader holds of a service; <c>null</c> for nothing yet.</summary>
    public ServicePosition? Position(ServiceName service) => _held[service].Position;

    /// <summary>The instances the reader knows of.</summary>
    public IReadOnlyCollection<ServiceInstance> Instances(ServiceName service) => _held[service].Instances.Values;

    /// <summary>Takes the next event in.</summary>
    public void Take(in WatchEvent next)
    {
        switch (next.Kind)
        {
            case WatchEventKind.Heartbeat:
                Assert.True(next.Service.IsEmpty && next.Snapshot is null && next.Change is null, "A heartbeat carries something.");
                break;
            case WatchEventKind.Snapshot:
                TakeSnapshot(next, Find(next));
                break;
            case WatchEventKind.Change:
                TakeChange(next, Find(next));
                break;
            default:
                Assert.Fail($"{next.Kind} is not an event.");
                break;
        }
    }

    /// <summary>Fails unless the reader knows exactly what a snapshot of the same position shows.</summary>
    public void AssertShows(ServiceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var held = _held[snapshot.Service];
        Assert.Equal(snapshot.Position, held.Position);
        Assert.Equal(Lines(snapshot.Instances), Lines(held.Instances.Values));
    }

    /// <summary>The instances as comparable lines.</summary>
    public static IEnumerable<string> Lines(IEnumerable<ServiceInstance> instances)
        => instances.OrderBy(static i => i.Id).Select(static i => $"{i} weight {i.Details.Weight} tags {i.Details.Tags} created {i.CreatedRevision}");

    private Held Find(in WatchEvent next)
    {
        Assert.True(_held.ContainsKey(next.Service), $"Nobody asked for '{next.Service}'.");
        return _held[next.Service];
    }

    private static void TakeSnapshot(in WatchEvent next, Held held)
    {
        var snapshot = next.Snapshot;
        Assert.NotNull(snapshot);
        Assert.Null(next.Change);
        Assert.Equal(next.Service, snapshot.Service);
        Assert.Equal(snapshot.Position, next.Position);
        AnswerRules.Check(snapshot);
        var expected = held.Position is not { } position ? SnapshotReason.Initial
            : position.Epoch == snapshot.Epoch ? SnapshotReason.HistoryGone
            : SnapshotReason.EpochChanged;
        Assert.Equal(expected, next.Reason);
        if (expected == SnapshotReason.HistoryGone)
        {
            Assert.NotEqual(held.Position!.Value.Revision, snapshot.Revision);
        }

        held.Instances = snapshot.Instances.ToDictionary(static i => i.Id);
        held.Position = next.Position;
        held.IsWhole = true;
    }

    private static void TakeChange(in WatchEvent next, Held held)
    {
        var change = next.Change;
        Assert.NotNull(change);
        Assert.Null(next.Snapshot);
        Assert.Equal(SnapshotReason.None, next.Reason);
        Assert.True(held.Position is not null, "A change came before any snapshot.");
        var position = held.Position.Value;
        Assert.Equal(position.Revision.Next, change.Revision);
        Assert.Equal(new ServicePosition(next.Position.Epoch, change.Revision), next.Position);
        Assert.True(position.Revision == Revision.None || position.Epoch == next.Position.Epoch, $"{next.Position} does not follow {position}.");
        ChangeRules.Check(change);
        Apply(held, change);
        held.Position = next.Position;
    }

    private static void Apply(Held held, ServiceChange change)
    {
        if (change.InstanceId.IsEmpty)
        {
            return;
        }

        var known = held.Instances.GetValueOrDefault(change.InstanceId);
        if (held.IsWhole || known is not null)
        {
            Assert.Equal(known?.ModifiedRevision, change.Before?.ModifiedRevision);
            Assert.Equal(known?.Status ?? InstanceStatus.Unknown, change.OldStatus);
        }

        if (change.After is { } after)
        {
            held.Instances[after.Id] = after;
        }
        else
        {
            held.Instances.Remove(change.InstanceId);
        }
    }

    private sealed class Held
    {
        public ServicePosition? Position { get; set; }

        public Dictionary<InstanceId, ServiceInstance> Instances { get; set; } = [];

        /// <summary>Whether the reader knows every instance, not only those it saw change.</summary>
        public bool IsWhole { get; set; }
    }
}
