namespace Orleans.Registry.Client;

/// <summary>
/// One service that this process watches, whoever in it asked: the state as the stream tells it, the latest changes, and where
/// each reader stands. Readers pull; a slow one costs its position. Safe to use from any thread.
/// </summary>
internal sealed class WatchedService(ServiceName name, int backlog)
{
    // After so many gaps in a row at one place, resuming does not help: begin anew with a snapshot.
    private const int MaxGaps = 3;

    private readonly Lock _lock = new();
    private readonly ServiceMirror _mirror = new(name);
    private readonly ChangeBacklog _recent = new(backlog);
    private readonly DrainDebt _debt = new();
    private WatchFeed[] _feeds = [];
    private int _gaps;

    public ServiceName Name => name;

    public bool HasReaders => Volatile.Read(ref _feeds).Length > 0;

    /// <summary>Whether a reader is there for whom a drain waits.</summary>
    public bool HasConfirmingReaders => Array.Exists(Volatile.Read(ref _feeds), static f => f.Subscriber.Confirms);

    /// <summary>
    /// From where to resume: what the readers have confirmed, not what they were given, because the registry counts it as
    /// confirmed. What is sent again is held already and dropped. <c>null</c> to begin with a snapshot.
    /// </summary>
    public ServicePosition? ResumeFrom
    {
        get
        {
            lock (_lock)
            {
                return _gaps >= MaxGaps || _mirror.Position is null ? null : Taken_NeedsLock();
            }
        }
    }

    public void Add(WatchFeed feed)
    {
        lock (_lock)
        {
            _feeds = [.. _feeds, feed];
        }

        feed.Subscriber.Wake(feed);
    }

    /// <returns>What can be confirmed now that this reader holds nothing up any more.</returns>
    public ServicePosition? Remove(WatchFeed feed)
    {
        lock (_lock)
        {
            _feeds = Array.FindAll(_feeds, f => f != feed);
            return Due_NeedsLock();
        }
    }

    /// <summary>Takes an event of the stream in.</summary>
    /// <param name="next">The event.</param>
    /// <param name="due">What can be confirmed at once: all of it when nobody here confirms.</param>
    public MirrorOutcome Take(in WatchEvent next, out ServicePosition? due)
    {
        MirrorOutcome outcome;
        WatchFeed[] feeds;
        lock (_lock)
        {
            outcome = Take_NeedsLock(next);
            due = Due_NeedsLock();
            feeds = _feeds;
        }

        if (outcome == MirrorOutcome.Applied)
        {
            foreach (var feed in feeds)
            {
                feed.Subscriber.Wake(feed);
            }
        }

        return outcome;
    }

    /// <summary>The next event for a reader.</summary>
    public FeedStep Next(WatchFeed feed, out WatchEvent next)
    {
        lock (_lock)
        {
            next = default;
            if (_mirror.Position is not { } now)
            {
                return FeedStep.None;
            }

            if (feed.Delivered is not { } held)
            {
                return Deliver_NeedsLock(feed, WatchEvent.ForSnapshot(_mirror.ToSnapshot(), ReasonOf(feed)), out next);
            }

            if (held.Epoch != now.Epoch && held.Revision != Revision.None)
            {
                feed.Past = null;
                return Deliver_NeedsLock(feed, WatchEvent.ForSnapshot(_mirror.ToSnapshot(), SnapshotReason.EpochChanged), out next);
            }

            if (feed.Past is { Count: > 0 } past)
            {
                return Deliver_NeedsLock(feed, WatchEvent.ForChange(name, now.Epoch, past.Dequeue()), out next);
            }

            if (held.Revision == now.Revision || (held.Revision > now.Revision && held.Revision <= feed.Reached))
            {
                return FeedStep.None;
            }

            return _recent.Covers(held.Revision, now.Revision)
                ? Deliver_NeedsLock(feed, WatchEvent.ForChange(name, now.Epoch, _recent.After(held.Revision, now.Revision)), out next)
                : FeedStep.AskHistory;
        }
    }

    /// <summary>Gives a reader the history it asked for, or, where that is gone, makes its next event a snapshot.</summary>
    public HistoryStep TakeHistory(WatchFeed feed, RegistryResult<HistoryPage> page)
    {
        lock (_lock)
        {
            if (feed.Delivered is not { } held || _mirror.Position is not { } now)
            {
                return HistoryStep.Answered;
            }

            if (page.IsSuccess && page.Value.Changes.Count > 0 && Follows(page.Value, held))
            {
                feed.Past = new Queue<ServiceChange>(page.Value.Changes);
                feed.Reached = page.Value.LastRevision;
                return HistoryStep.Answered;
            }

            if (held.Revision > now.Revision && (page.IsSuccess || page.Error.Code != RegistryErrorCode.HistoryUnavailable))
            {
                // Ahead of the stream, which will come: either the registry says that it is there, or it cannot be asked now.
                feed.Reached = page.IsSuccess ? page.Value.LastRevision : feed.Reached;
                return HistoryStep.Ahead;
            }

            if (!IsGone(page, held))
            {
                return HistoryStep.Unanswered;
            }

            feed.Delivered = null;
            feed.Lost = SnapshotReason.HistoryGone;
            return HistoryStep.Answered;
        }
    }

    /// <summary>Gives up asking for the history that a reader lacks: its next event is a snapshot that says so.</summary>
    public void GiveUpHistory(WatchFeed feed)
    {
        lock (_lock)
        {
            feed.Delivered = null;
            feed.Lost = SnapshotReason.HistoryUnanswered;
        }
    }

    /// <summary>Whether a position is newer than what a reader was given: then it cannot have taken it in.</summary>
    public bool IsBeyondGiven(WatchFeed feed, ServicePosition position)
    {
        lock (_lock)
        {
            return feed.Delivered is { } given && given.Epoch == position.Epoch && given.Revision < position.Revision;
        }
    }

    /// <summary>Notes that a reader has taken everything up to a position in; of what it was never given it confirms nothing.</summary>
    /// <returns>What to confirm to the registry because a drain waits for it; <c>null</c> for nothing.</returns>
    public ServicePosition? Confirm(WatchFeed feed, ServicePosition position)
    {
        lock (_lock)
        {
            if (feed.Delivered is not { } given || given.Epoch != position.Epoch || given.Revision < position.Revision)
            {
                return null;
            }

            if (feed.Confirmed is { } before && before.Epoch == position.Epoch && before.Revision >= position.Revision)
            {
                return null;
            }

            feed.Confirmed = position;
            return Due_NeedsLock();
        }
    }

    private MirrorOutcome Take_NeedsLock(in WatchEvent next)
    {
        if (next.Kind == WatchEventKind.Change && Array.TrueForAll(_feeds, f => f.Delivered == _mirror.Position))
        {
            _recent.Clear();
        }

        var outcome = _mirror.Apply(next, evenBackwards: _gaps >= MaxGaps);
        switch (outcome)
        {
            case MirrorOutcome.Applied:
                _gaps = 0;
                Remember_NeedsLock(next);
                break;
            case MirrorOutcome.Gap or MirrorOutcome.Backwards:
                _gaps++;
                break;
            case MirrorOutcome.Duplicate when next.Kind == WatchEventKind.Snapshot:
                _debt.Restart(next.Position);
                break;
            default:
                break;
        }

        return outcome;
    }

    private void Remember_NeedsLock(in WatchEvent next)
    {
        if (next.Change is { } change)
        {
            _recent.Add(change);
            if (change.After?.ReportedStatus == InstanceStatus.Draining || change.Kind == ChangeKind.Draining)
            {
                _debt.Add(next.Position);
            }
        }
        else
        {
            // Nobody knows whether a drain is among what was not told one by one.
            _recent.Clear();
            _debt.Restart(next.Position);
        }
    }

    private ServicePosition? Due_NeedsLock()
    {
        if (!_debt.IsOwed)
        {
            return null;
        }

        return Taken_NeedsLock() is { } position && _debt.TryPay(position) ? position : null;
    }

    // What all confirming readers have taken in: null when one of them has not said a word about what it was given, or claims
    // to hold more than the registry is known to have. One that was never given anything cannot act on anything, so nobody
    // waits for it.
    private ServicePosition? Taken_NeedsLock()
    {
        var least = _mirror.Position;
        foreach (var feed in _feeds)
        {
            if (!feed.Subscriber.Confirms || (feed.Delivered is null && feed.Lost == SnapshotReason.None))
            {
                continue;
            }

            if (feed.Confirmed is not { } confirmed || confirmed.Epoch != _mirror.Position?.Epoch || IsUnknown_NeedsLock(feed, confirmed.Revision))
            {
                return null;
            }

            least = least!.Value.Revision <= confirmed.Revision ? least : confirmed;
        }

        return least;
    }

    private bool IsUnknown_NeedsLock(WatchFeed feed, Revision revision) => revision > _mirror.Position?.Revision && revision > feed.Reached;

    private static FeedStep Deliver_NeedsLock(WatchFeed feed, WatchEvent given, out WatchEvent next)
    {
        if (given.Kind == WatchEventKind.Snapshot && feed.Confirmed is { } confirmed && confirmed.Revision > given.Position.Revision)
        {
            // It said that it holds more than there is: of what there is it has confirmed nothing.
            feed.Confirmed = null;
        }

        feed.Delivered = given.Position;
        feed.Lost = SnapshotReason.None;
        next = given;
        return FeedStep.Event;
    }

    private static SnapshotReason ReasonOf(WatchFeed feed) => feed.Lost == SnapshotReason.None ? SnapshotReason.Initial : feed.Lost;

    // An answer from who is not as far as the stream yet, or none at all, says nothing about what is kept.
    private static bool IsGone(RegistryResult<HistoryPage> page, ServicePosition held)
        => page.IsSuccess
            ? page.Value.Changes.Count > 0 || page.Value.Epoch != held.Epoch
            : page.Error.Code is RegistryErrorCode.HistoryUnavailable or RegistryErrorCode.ServiceNotFound;

    private static bool Follows(HistoryPage page, ServicePosition held)
    {
        if (page.Epoch != held.Epoch && held.Revision != Revision.None)
        {
            return false;
        }

        var expected = held.Revision;
        foreach (var change in page.Changes)
        {
            expected = expected.Next;
            if (change.Revision != expected)
            {
                return false;
            }
        }

        return true;
    }
}
