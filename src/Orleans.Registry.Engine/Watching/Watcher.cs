using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Registry.Engine;

/// <summary>One watch stream over one or more services.</summary>
internal sealed class Watcher
{
    /// <summary>Events of one service in a row, while others of the stream have something too.</summary>
    private const int LongestRun = 32;

    private readonly ConcurrentQueue<WatchSubscription> _dirty = new();
    private readonly Dictionary<ServiceName, WatchSubscription> _subscriptions;
    private readonly List<WatchSubscription> _notVerified = [];
    private readonly WatchSignal _signal = new();
    private readonly WatchRequest _request;
    private readonly TimeProvider _time;
    private volatile bool _isStopped;
    private volatile bool _isReplaced;
    private volatile bool _isTicked;

    public Watcher(WatchRequest request, string id, TimeProvider time, Func<ServiceName, IWatchedService> owners)
    {
        _request = request;
        _time = time;
        Id = id;
        _subscriptions = request.Targets.ToDictionary(static t => t.Service, t => new WatchSubscription(this, owners(t.Service), t.From));
    }

    public string Id { get; }

    /// <summary>Who watches, for people.</summary>
    public string Name => _request.WatcherName.Length == 0 ? Id : _request.WatcherName;

    /// <summary>Whether its reader has come back under another stream.</summary>
    public bool IsReplaced => _isReplaced;

    /// <summary>Whether drains wait for it.</summary>
    public bool Confirms => _request.Confirmation != WatchConfirmation.Never;

    public bool TryGet(ServiceName service, out WatchSubscription? subscription) => _subscriptions.TryGetValue(service, out subscription);

    /// <summary>There may be something new for a subscription.</summary>
    public void Wake(WatchSubscription subscription)
    {
        if (subscription.TryMarkDirty())
        {
            _dirty.Enqueue(subscription);
            _signal.Raise();
        }
    }

    /// <summary>Begins to hear of its services.</summary>
    public void Attach()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Owner.Watchers.Add(subscription);
            Wake(subscription);
        }
    }

    /// <summary>Ceases to hear of its services.</summary>
    public void Detach()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Owner.Watchers.Remove(subscription);
        }
    }

    /// <summary>Ends the stream because its reader has come back under another.</summary>
    public void Replace()
    {
        _isReplaced = true;
        Stop();
        foreach (var subscription in _subscriptions.Values)
        {
            // A drain may have waited for this stream alone.
            subscription.Owner.Watchers.OnConfirmed();
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Stop()
    {
        _isStopped = true;
        _signal.Raise();
    }

    /// <summary>The stream; enumerated once.</summary>
    public async IAsyncEnumerable<WatchEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Two ticks an interval: a silence is at most one interval long, and a busy stream never touches the timer.
        var period = _request.HeartbeatInterval / 2;
        await using var timer = _time.CreateTimer(static w => ((Watcher)w!).Tick(), this, period, period);
        await using var registration = cancellationToken.UnsafeRegister(static w => ((Watcher)w!)._signal.Raise(), this);
        var isQuiet = true;
        while (true)
        {
            while (_dirty.TryDequeue(out var subscription))
            {
                subscription.ClearDirty();
                var left = LongestRun;
                while (left-- > 0 && !_isStopped && subscription.TryNext(out var next))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    isQuiet = false;
                    yield return next;
                    ConfirmTaken(subscription, next);
                }

                if (left < 0)
                {
                    // There may be more: in its turn, after the others.
                    Wake(subscription);
                }
                else if (subscription.Ahead is { } held)
                {
                    await VerifyAsync(subscription, held, cancellationToken);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (_isStopped)
            {
                yield break;
            }

            if (_isTicked)
            {
                _isTicked = false;
                if (isQuiet)
                {
                    yield return WatchEvent.Heartbeat;
                }

                isQuiet = true;
                _notVerified.ForEach(Wake);
                _notVerified.Clear();
            }

            await _signal.WaitAsync();
        }
    }

    private async ValueTask VerifyAsync(WatchSubscription subscription, ServicePosition held, CancellationToken cancellationToken)
    {
        switch (await subscription.Owner.HasReachedAsync(held, cancellationToken))
        {
            case false:
                subscription.SetRight();
                Wake(subscription);
                break;
            case null:
                _notVerified.Add(subscription);
                break;
            default:
                break;
        }
    }

    private void ConfirmTaken(WatchSubscription subscription, WatchEvent taken)
    {
        if (_request.Confirmation == WatchConfirmation.OnNext)
        {
            subscription.Confirm(taken.Position);
            subscription.Owner.Watchers.OnConfirmed();
        }
    }

    private void Tick()
    {
        _isTicked = true;
        _signal.Raise();
    }
}
