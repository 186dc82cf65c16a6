namespace Orleans.Registry.Engine;

/// <summary>Who watches one service, and who waits for it to get somewhere. Safe to use from any thread.</summary>
public sealed class WatchHub
{
    /// <summary>
    /// How long a confirming watcher that went away behind a drain still counts: its process may only have lost the
    /// connection, and goes on calling what it knows until it is back.
    /// </summary>
    public static readonly TimeSpan DepartureGrace = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly IWatchedService _owner;
    private readonly TimeProvider _time;

    // Most services have no watcher at a time: what only watched ones need is made on demand.
    private HashSet<WatchSubscription>? _subscriptions;
    private Dictionary<string, Departed>? _departed;
    private List<Waiter>? _waiters;
    private Dictionary<InstanceId, ServicePosition>? _drained;

    // What OnPublished wakes; null when watchers have come or gone since it was made, so that many that come at once do not
    // each copy the whole.
    private WatchSubscription[]? _wakeList = [];
    private WatchSubscription? _someLate;
    private int _waiterCount;

    internal WatchHub(IWatchedService owner, TimeProvider time)
    {
        _owner = owner;
        _time = time;
    }

    /// <summary>How many streams watch the service.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions?.Count ?? 0;
            }
        }
    }

    /// <summary>How far a drain is that began at a position.</summary>
    public DrainProgress GetDrain(InstanceId id, ServicePosition position)
    {
        lock (_gate)
        {
            return Measure_NeedsLock(id, position);
        }
    }

    /// <summary>Waits until a drain that began at a position is complete. False when it is not within the time.</summary>
    public ValueTask<bool> WaitForDrainAsync(InstanceId id, ServicePosition position, TimeSpan wait, CancellationToken cancellationToken)
        => WaitUntilAsync(() => IsDrained(id, position), wait, cancellationToken);

    /// <summary>
    /// Waits until a condition on the service, or on its watchers' confirmations, holds. False when it does not within the time.
    /// </summary>
    public async ValueTask<bool> WaitUntilAsync(Func<bool> condition, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (condition())
        {
            return true;
        }

        if (wait <= TimeSpan.Zero)
        {
            return false;
        }

        var waiter = new Waiter(condition, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Enlist(waiter);
        try
        {
            Poke();
            await waiter.Done.Task.WaitAsync(wait, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return condition();
        }
        finally
        {
            Dismiss(waiter);
        }
    }

    internal void Add(WatchSubscription subscription)
    {
        lock (_gate)
        {
            (_subscriptions ??= []).Add(subscription);
            _wakeList = null;
            _departed?.Remove(subscription.Watcher.Id);
        }
    }

    internal void Remove(WatchSubscription subscription)
    {
        var watcher = subscription.Watcher;
        Departed? departed = null;
        lock (_gate)
        {
            if (_subscriptions is null || !_subscriptions.Remove(subscription))
            {
                return;
            }

            _wakeList = null;
            if (watcher.Confirms && !watcher.IsReplaced && subscription.IsBehind(_owner.Published.Snapshot.Position))
            {
                departed = new Departed(subscription, _time.GetTimestamp());
                (_departed ??= new(StringComparer.Ordinal))[watcher.Id] = departed;
            }
        }

        Poke();
        if (departed is not null)
        {
            _ = ForgetAfterGraceAsync(departed);
        }
    }

    internal void OnPublished()
    {
        // The publication must be visible before the list is read: what is not in it yet looks for itself once it is.
        Interlocked.MemoryBarrier();
        foreach (var subscription in Volatile.Read(ref _wakeList) ?? MakeWakeList())
        {
            subscription.Watcher.Wake(subscription);
        }

        Poke();
    }

    internal void OnConfirmed() => Poke();

    internal void Forget(InstanceId id)
    {
        if (Volatile.Read(ref _drained) is not null)
        {
            lock (_gate)
            {
                _drained?.Remove(id);
            }
        }
    }

    private WatchSubscription[] MakeWakeList()
    {
        lock (_gate)
        {
            return MakeWakeList_NeedsLock();
        }
    }

    private WatchSubscription[] MakeWakeList_NeedsLock() => _wakeList ??= _subscriptions is null ? [] : [.. _subscriptions];

    // Asked again for each confirmation while somebody waits: with n watchers that would be n times n steps if every
    // question looked at all of them. The one found late last is most likely still late.
    private bool IsDrained(InstanceId id, ServicePosition position)
    {
        lock (_gate)
        {
            if (!IsKnownDrained_NeedsLock(id, position)
                && _someLate is { Watcher.IsReplaced: false } late
                && _subscriptions is not null && _subscriptions.Contains(late) && late.IsBehind(position))
            {
                return false;
            }

            return Measure_NeedsLock(id, position).IsComplete;
        }
    }

    private bool IsKnownDrained_NeedsLock(InstanceId id, ServicePosition position)
        => _drained is not null && _drained.TryGetValue(id, out var done) && done == position;

    private DrainProgress Measure_NeedsLock(InstanceId id, ServicePosition position)
    {
        var confirming = 0;
        var silent = 0;
        List<string> late = [];
        _someLate = null;
        foreach (var subscription in MakeWakeList_NeedsLock())
        {
            var watcher = subscription.Watcher;
            if (watcher.IsReplaced)
            {
                // Its reader is back under another stream, which counts; this one only has not noticed yet.
                continue;
            }

            if (!watcher.Confirms)
            {
                silent++;
                continue;
            }

            confirming++;
            if (subscription.IsBehind(position))
            {
                late.Add(watcher.Name);
                _someLate = subscription;
            }
        }

        AddDeparted_NeedsLock(position, late, ref confirming);
        var isComplete = late.Count == 0 || IsKnownDrained_NeedsLock(id, position);
        if (isComplete)
        {
            (_drained ??= [])[id] = position;
        }

        return new DrainProgress(position, isComplete, confirming, confirming - late.Count, late, silent);
    }

    private void AddDeparted_NeedsLock(ServicePosition position, List<string> late, ref int confirming)
    {
        if (_departed is null)
        {
            return;
        }

        ForgetDeparted_NeedsLock();
        foreach (var departed in _departed.Values)
        {
            if (departed.Subscription.IsBehind(position))
            {
                confirming++;
                late.Add($"{departed.Subscription.Watcher.Name} (disconnected)");
            }
        }
    }

    private async Task ForgetAfterGraceAsync(Departed departed)
    {
        await Task.Delay(DepartureGrace, _time);
        lock (_gate)
        {
            // By its name and not by the time, of which a timer may fall a little short: nobody would look again.
            if (_departed!.TryGetValue(departed.Subscription.Watcher.Id, out var present) && ReferenceEquals(present, departed))
            {
                _departed.Remove(departed.Subscription.Watcher.Id);
            }
        }

        Poke();
    }

    private void ForgetDeparted_NeedsLock()
    {
        if (_departed is null)
        {
            return;
        }

        var now = _time.GetTimestamp();
        foreach (var (id, departed) in _departed)
        {
            if (_time.GetElapsedTime(departed.At, now) >= DepartureGrace)
            {
                _departed.Remove(id);
            }
        }
    }

    private void Enlist(Waiter waiter)
    {
        lock (_gate)
        {
            (_waiters ??= []).Add(waiter);
            Volatile.Write(ref _waiterCount, _waiters.Count);
        }
    }

    private void Dismiss(Waiter waiter)
    {
        lock (_gate)
        {
            _waiters!.Remove(waiter);
            Volatile.Write(ref _waiterCount, _waiters.Count);
        }
    }

    private void Poke()
    {
        // What a waiter's condition reads must be visible before the count is read: a waiter that is not counted yet looks
        // for itself once it is.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiterCount) == 0)
        {
            return;
        }

        Waiter[] waiters;
        lock (_gate)
        {
            waiters = [.. _waiters!];
        }

        foreach (var waiter in waiters)
        {
            if (waiter.Condition())
            {
                waiter.Done.TrySetResult();
            }
        }
    }

    private sealed record Waiter(Func<bool> Condition, TaskCompletionSource Done);

    private sealed record Departed(WatchSubscription Subscription, long At);
}
