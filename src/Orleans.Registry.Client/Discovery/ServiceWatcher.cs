using Microsoft.Extensions.Logging;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>
/// Follows one service: takes its watch in, and hands every state to the policies that pick from it. A drain is confirmed only
/// after all of them have the state, so that no new call goes there. When the watch ends it is begun again from what is held.
/// </summary>
internal sealed partial class ServiceWatcher(
    ServiceName service, IServiceRegistry registry, TimeSpan heartbeat, TimeProvider timeProvider, ClientRandom random, ILogger<ServiceWatcher> logger)
{
    // While events come without a pause, the state is handed on at least this often.
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(20);
    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private readonly Lock _lock = new();
    private readonly string _watcherId = Guid.NewGuid().ToString("N");
    private readonly EndpointTable _table = new();
    private ServiceMirror _mirror = new(service);
    private ServiceEndpoints[] _views = [];
    private WatchedState? _state;
    private DateTimeOffset? _savedAt;
    private long _lastHeard = timeProvider.GetTimestamp();

    public ServiceName Service => service;

    /// <summary>The latest state and when it was known to be true; <c>null</c> before the registry told one.</summary>
    public (ServiceSnapshot Snapshot, DateTimeOffset TrueAt)? Told
    {
        get
        {
            lock (_lock)
            {
                return _state is { Source: AnswerSource.Cache } state ? (state.Snapshot, timeProvider.GetUtcNow() - Age) : null;
            }
        }
    }

    /// <summary>How long ago what is known was last shown to be true.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (_lock)
            {
                if (_savedAt is not { } savedAt)
                {
                    return timeProvider.GetElapsedTime(_lastHeard);
                }

                var age = timeProvider.GetUtcNow() - savedAt;
                return age > TimeSpan.Zero ? age : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Raised after a state was handed on.</summary>
    public event Action? Published;

    /// <summary>Adds a policy that picks; it has the state when this returns.</summary>
    public void Add(ServiceEndpoints view)
    {
        lock (_lock)
        {
            _views = [.. _views, view];
            if (_state is { } state)
            {
                view.Update(state);
            }
        }
    }

    /// <summary>Takes a state in that an earlier process left, unless the registry told one already.</summary>
    public bool TryUseSaved(ServiceSnapshot snapshot, DateTimeOffset savedAt)
    {
        lock (_lock)
        {
            if (_state is not null)
            {
                return false;
            }

            _savedAt = savedAt;
            Publish_NeedsLock(snapshot, AnswerSource.Disk);
            return true;
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var heard = false;
            try
            {
                heard = await WatchAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogWatchFailed(service, e);
            }

            failures = heard ? 1 : failures + 1;
            await Task.Delay(Retry.Delay(failures, random.Next()), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> WatchAsync(CancellationToken cancellationToken)
    {
        var request = new WatchRequest
        {
            Targets = [new WatchTarget(service, _mirror.Position)],
            WatcherId = _watcherId,
            Confirmation = WatchConfirmation.Explicit,
            HeartbeatInterval = heartbeat,
        };
        var heard = false;
        var gathering = timeProvider.GetTimestamp();
        var isBehind = false;
        var events = registry.WatchAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (true)
            {
                var moving = events.MoveNextAsync();
                if (isBehind && (!moving.IsCompleted || timeProvider.GetElapsedTime(gathering) >= LongestGathering))
                {
                    Publish();
                    isBehind = false;
                }

                if (!await moving.ConfigureAwait(false))
                {
                    return heard;
                }

                heard = true;
                if (!Take(events.Current, out var changed))
                {
                    return false;
                }

                gathering = changed && !isBehind ? timeProvider.GetTimestamp() : gathering;
                isBehind |= changed;
            }
        }
    }

    /// <returns>False when something is missing: the watch must be begun anew.</returns>
    private bool Take(in WatchEvent next, out bool changed)
    {
        var outcome = _mirror.Apply(next, evenBackwards: true);
        changed = outcome == MirrorOutcome.Applied;
        if (outcome == MirrorOutcome.Gap)
        {
            LogGap(service, next.Position, _mirror.Position);
            _mirror = new ServiceMirror(service);
            return false;
        }

        lock (_lock)
        {
            _lastHeard = timeProvider.GetTimestamp();
        }

        return true;
    }

    private void Publish()
    {
        var snapshot = _mirror.ToSnapshot();
        lock (_lock)
        {
            _savedAt = null;
            Publish_NeedsLock(snapshot, AnswerSource.Cache);
        }

        Published?.Invoke();
        _ = ConfirmAsync(snapshot.Position);
    }

    private void Publish_NeedsLock(ServiceSnapshot snapshot, AnswerSource source)
    {
        _state = new WatchedState(snapshot, _table.Update(snapshot.Instances), source);
        foreach (var view in _views)
        {
            view.Update(_state);
        }
    }

    private async Task ConfirmAsync(ServicePosition position)
    {
        try
        {
            var result = await registry.ConfirmAsync(_watcherId, service, position, CancellationToken.None).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                LogNotConfirmed(service, position, result.Error.Code, result.Error.Message);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogWatchFailed(service, e);
        }
    }
}
