namespace Orleans.Registry.Engine;

/// <summary>
/// One watcher's interest in one service: what was delivered to it and what it has confirmed. It buffers nothing; a slow
/// reader costs its position.
/// </summary>
internal sealed class WatchSubscription
{
    private readonly Lock _gate = new();
    private ServicePosition? _delivered;
    private ServicePosition _confirmed;
    private int _isDirty;
    private bool _mayGoBack;

    /// <param name="watcher">The stream it is part of.</param>
    /// <param name="owner">The service.</param>
    /// <param name="from">What the reader says that it holds.</param>
    public WatchSubscription(Watcher watcher, IWatchedService owner, ServicePosition? from)
    {
        Watcher = watcher;
        Owner = owner;
        _delivered = from;

        // A reader that claims to hold another lineage, or the future, has confirmed nothing of what is true here.
        var present = owner.Published.Snapshot;
        _confirmed = from is { } held && held.Epoch == present.Epoch && held.Revision <= present.Revision ? held : default;
    }

    public Watcher Watcher { get; }

    public IWatchedService Owner { get; }

    /// <summary>Marks that there may be something new; true when it was not marked.</summary>
    public bool TryMarkDirty() => Interlocked.Exchange(ref _isDirty, 1) == 0;

    public void ClearDirty() => Interlocked.Exchange(ref _isDirty, 0);

    /// <summary>
    /// What the reader holds, when that is more than the owner has. Either an owner that has replaced this one served it, and
    /// it must never be led back; or it is wrong, which only the store can tell.
    /// </summary>
    public ServicePosition? Ahead
        => _delivered is { } held && held.Epoch == Owner.Published.Snapshot.Epoch && held.Revision > Owner.Published.Snapshot.Revision ? held : null;

    /// <summary>Lets a reader who is ahead have a snapshot of what is true. Called by the one who reads the stream.</summary>
    public void SetRight() => _mayGoBack = true;

    /// <summary>The next event for this reader, taken from what is published now; false when it holds everything.</summary>
    public bool TryNext(out WatchEvent next)
    {
        var published = Owner.Published;
        var snapshot = published.Snapshot;
        if (_delivered is not { } held)
        {
            next = Deliver(WatchEvent.ForSnapshot(snapshot, SnapshotReason.Initial));
            return true;
        }

        // Before its first change a service has no epoch; a reader who held that state has missed nothing yet.
        var isSameLineage = held.Epoch == snapshot.Epoch || held.Revision == Revision.None;
        if (isSameLineage && (held.Revision == snapshot.Revision || (held.Revision > snapshot.Revision && !_mayGoBack)))
        {
            next = default;
            return false;
        }

        if (isSameLineage && published.Log.Covers(held.Revision, snapshot.Revision))
        {
            next = Deliver(WatchEvent.ForChange(Owner.Name, snapshot.Epoch, published.Log[published.Log.IndexAfter(held.Revision)]));
            return true;
        }

        next = Deliver(WatchEvent.ForSnapshot(snapshot, isSameLineage ? SnapshotReason.HistoryGone : SnapshotReason.EpochChanged));
        return true;
    }

    /// <summary>
    /// Takes a confirmation in. One that is older than the last, or of a lineage that is gone, tells nothing. False for one
    /// of what was never delivered.
    /// </summary>
    public bool Confirm(ServicePosition position)
    {
        lock (_gate)
        {
            if (_delivered is not { } delivered || position.Epoch != delivered.Epoch)
            {
                return true;
            }

            if (position.Revision > delivered.Revision)
            {
                return false;
            }

            if (position.Epoch != _confirmed.Epoch || position.Revision > _confirmed.Revision)
            {
                _confirmed = position;
            }

            return true;
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
        _mayGoBack = false;
        lock (_gate)
        {
            _delivered = next.Position;
            if (next.Kind == WatchEventKind.Snapshot && _confirmed.Revision > next.Position.Revision)
            {
                // The service has gone back behind what was confirmed: that was another history.
                _confirmed = default;
            }
        }

        return next;
    }
}
