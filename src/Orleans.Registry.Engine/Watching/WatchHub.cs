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
    private readonly ServiceOwner _owner;
    private readonly TimeProvider _time;
    private WatchSubscription[] _subscriptions = [];
    private List<Departed>? _departed;
    private List<Waiter>? _waiters;
    private Dictionary<InstanceId, Revision>? _drained;

    internal WatchHub(ServiceOwner owner, TimeProvider time)
    {
        _owner = owner;
        _time = time;
    }

    /// <summary>How many streams watch the service.</summary>
    public int Count => Volatile.Read(ref _subscriptions).Length;

    /// <summary>How far a drain is that began at a position.</summary>
    public DrainProgress GetDrain(InstanceId id, ServicePosition position)
    {
        lock (_gate)
        {
            var confirming = 0;
            var silent = 0;
            List<string> late = [];
            foreach (var subscription in _subscriptions)
            {
                if (!subscription.Watcher.Confirms)
                {
                    silent++;
                    continue;
                }

                confirming++;
                if (subscription.IsBehind(position))
                {
                    late.Add(subscription.Watcher.Name);
                }
            }

            if (_departed is not null)
            {
                ForgetDeparted_NeedsLock();
                foreach (var departed in _departed.Where(d => d.Subscription.IsBehind(position)))
                {
                    confirming++;
                    late.Add($"{departed.Subscription.Watcher.Name} (disconnected)");
                }
            }

            var isComplete = late.Count == 0 || (_drained is not null && _drained.TryGetValue(id, out var done) && done == position.Revision);
            if (isComplete)
            {
                (_drained ??= [])[id] = position.Revision;
            }

            return new DrainProgress(position, isComplete, confirming, confirming - late.Count, late, silent);
        }
    }

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
        lock (_gate)
        {
            (_waiters ??= []).Add(waiter);
        }

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
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    internal void Add(WatchSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = [.. _subscriptions, subscription];
            _departed?.RemoveAll(d => d.Subscription.Watcher.Id == subscription.Watcher.Id);
        }
    }

    internal void Remove(WatchSubscription subscription)
    {
        var mustWait = false;
        lock (_gate)
        {
            _subscriptions = Array.FindAll(_subscriptions, s => s != subscription);
            mustWait = subscription.Watcher.Confirms
                && subscription.IsBehind(_owner.Published.Snapshot.Position)
                && !Array.Exists(_subscriptions, s => s.Watcher.Id == subscription.Watcher.Id);
            if (mustWait)
            {
                (_departed ??= []).Add(new Departed(subscription, _time.GetTimestamp()));
            }
        }

        Poke();
        if (mustWait)
        {
            _ = PokeAfterGraceAsync();
        }
    }

    internal void OnPublished()
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
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

    private async Task PokeAfterGraceAsync()
    {
        await Task.Delay(DepartureGrace, _time);
        lock (_gate)
        {
            ForgetDeparted_NeedsLock();
        }

        Poke();
    }

    private void ForgetDeparted_NeedsLock()
    {
        var now = _time.GetTimestamp();
        _departed?.RemoveAll(d => _time.GetElapsedTime(d.At, now) >= DepartureGrace);
    }

    private void Poke()
    {
        if (Volatile.Read(ref _waiters) is not { Count: > 0 })
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
