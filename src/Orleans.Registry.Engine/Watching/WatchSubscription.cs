namespace Orleans.Registry.Engine;

/// <summary>
/// One watcher's interest in one service: what was delivered to it and what it has confirmed. It buffers nothing; a slow
/// reader costs its position.
/// </summary>
internal sealed class WatchSubscription(Watcher watcher, ServiceOwner owner, ServicePosition? from)
{
    private readonly Lock _gate = new();
    private ServicePosition? _delivered = from;
    private ServicePosition _confirmed = from ?? default;
    private int _isDirty;

    public Watcher Watcher => watcher;

    public ServiceOwner Owner => owner;

    /// <summary>Marks that there may be something new; true when it was not marked.</summary>
    public bool TryMarkDirty() => Interlocked.Exchange(ref _isDirty, 1) == 0;

    public void ClearDirty() => Interlocked.Exchange(ref _isDirty, 0);

    /// <summary>The next event for this reader, taken from what is published now; false when it holds everything.</summary>
    public bool TryNext(out WatchEvent next)
    {
        var published = owner.Published;
        var snapshot = published.Snapshot;
        if (_delivered is not { } held)
        {
            next = Deliver(WatchEvent.ForSnapshot(snapshot, SnapshotReason.Initial));
            return true;
        }

        // Before its first change a service has no epoch; a reader who held that state has missed nothing yet.
        var isSameLineage = held.Epoch == snapshot.Epoch || held.Revision == Revision.None;
        if (isSameLineage && held.Revision == snapshot.Revision)
        {
            next = default;
            return false;
        }

        if (isSameLineage && published.Log.Covers(held.Revision, snapshot.Revision))
        {
            next = Deliver(WatchEvent.ForChange(owner.Name, snapshot.Epoch, published.Log[published.Log.IndexAfter(held.Revision)]));
            return true;
        }

        next = Deliver(WatchEvent.ForSnapshot(snapshot, isSameLineage ? SnapshotReason.HistoryGone : SnapshotReason.EpochChanged));
        return true;
    }

    /// <summary>Takes a confirmation in; an older one than the last is ignored.</summary>
    public void Confirm(ServicePosition position)
    {
        lock (_gate)
        {
            if (position.Epoch != _confirmed.Epoch || position.Revision > _confirmed.Revision)
            {
                _confirmed = position;
            }
        }
    }

    /// <summary>
    /// Whether the reader can still act on a state older than a revision. One that was never given anything cannot.
    /// </summary>
    public bool IsBehind(ServicePosition position)
    {
        lock (_gate)
        {
            return _delivered is not null && (_confirmed.Epoch != position.Epoch || _confirmed.Revision < position.Revision);
        }
    }

    private WatchEvent Deliver(WatchEvent next)
    {
        lock (_gate)
        {
            _delivered = next.Position;
        }

        return next;
    }
}
