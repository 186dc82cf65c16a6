using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

/// <summary>
/// Puts watches on one connection: all of this process, or one that has a name of its own. The connection is made anew, with
/// what is held of every service, when it breaks, when something is missing on it and when another service is to be watched.
/// </summary>
internal sealed partial class WatchMultiplexer : IAsyncDisposable
{
    /// <summary>Most services of one connection, and so of one process.</summary>
    private const int MaxServices = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ServiceName, WatchedService> _services = [];
    private readonly Dictionary<string, WatchSubscriber> _subscribers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceRegistryClientOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ClientRandom _random;
    private readonly WatchConnection _connection;
    private readonly ConfirmationSender _confirmations;
    private readonly WatchRequests _requests;
    private readonly WakeSignal _wake;
    private readonly bool _isNamed;
    private CarriedPlan _carried = CarriedPlan.Nothing;
    private CancellationTokenSource? _replan;
    private bool _isReplanning;
    private Task? _running;
    private bool _isDisposed;
    private long _frames;

    public WatchMultiplexer(
        RegistryTransport transport,
        RegistryConnection registry,
        ServiceRegistryClientOptions options,
        TimeProvider timeProvider,
        ClientRandom random,
        ILoggerFactory loggers,
        WatchRequest? named = null)
    {
        _isNamed = named is not null;
        WatcherId = named is { WatcherId.Length: > 0 } ? named.WatcherId : Guid.NewGuid().ToString("N");
        WatcherName = named?.WatcherName ?? (options.WatcherName.Length > 0 ? options.WatcherName : DefaultName());
        _options = options;
        _timeProvider = timeProvider;
        _random = random;
        _wake = new WakeSignal(timeProvider);
        _requests = new WatchRequests(transport);
        _connection = new WatchConnection(transport, registry, this, options, timeProvider, loggers.CreateLogger<WatchConnection>());
        _confirmations = new ConfirmationSender(
            (c, token) => _requests.ConfirmAsync(WatcherId, c, token), IsCarried, timeProvider, loggers.CreateLogger<ConfirmationSender>());
    }

    /// <summary>Names the watcher to the registry; the same over all its connections, so that each replaces the one before.</summary>
    public string WatcherId { get; }

    public string WatcherName { get; }

    /// <summary>How often the registry was heard on the connection: while it grows, readers hold all there is.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <exception cref="ArgumentException">It would be too many services.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscriber = Add(request);
        try
        {
            await foreach (var next in subscriber.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return next;
            }
        }
        finally
        {
            Remove(subscriber);
        }
    }

    /// <summary>Confirms for a reader of this process; <c>null</c> when there is none of that id.</summary>
    public async ValueTask<RegistryResult<bool>?> TryConfirmAsync(
        string watcherId, ServiceName service, ServicePosition position, CancellationToken cancellationToken)
    {
        WatchSubscriber? subscriber;
        lock (_lock)
        {
            subscriber = _subscribers.GetValueOrDefault(watcherId);
        }

        if (subscriber is null || !subscriber.Feeds.TryGetValue(service, out var feed))
        {
            return null;
        }

        if (feed.Service.IsBeyondGiven(feed, position))
        {
            return RegistryError.Invalid("position", "must be one that was delivered to the watcher");
        }

        if (feed.Service.Confirm(feed, position) is not { } due)
        {
            return true;
        }

        try
        {
            return await _confirmations.Add(service, due).WaitAsync(_options.RequestTimeout, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new RegistryError(
                RegistryErrorCode.Unreachable, $"the confirmation did not get through within {_options.RequestTimeout.TotalSeconds:0.###} s; it is sent on");
        }
    }

    public void Confirm(WatchFeed feed, ServicePosition position)
    {
        if (feed.Service.Confirm(feed, position) is { } due)
        {
            _ = _confirmations.Add(feed.Service.Name, due);
        }
    }

    public ValueTask<RegistryResult<HistoryPage>> ReadHistoryAsync(WatchFeed feed, CancellationToken cancellationToken)
        => _requests.ReadHistoryAsync(feed.Service.Name, feed.Delivered?.Revision ?? Revision.None, cancellationToken);

    /// <summary>For how long a reader asks for history before it does with a snapshot.</summary>
    public TimeSpan HistoryPatience => _options.RequestTimeout * 3;

    /// <summary>How long to wait after so many failures in a row.</summary>
    public TimeSpan PauseAfter(int failures) => new Backoff(_options.FirstRetryDelay, _options.MaxRetryDelay).Delay(failures, _random.Next());

    /// <summary>Takes an event of the connection in.</summary>
    public MirrorOutcome Take(in WatchEvent next)
    {
        Heard();
        WatchedService? service;
        lock (_lock)
        {
            service = _services.GetValueOrDefault(next.Service);
        }

        if (service is null)
        {
            return MirrorOutcome.Unrelated;
        }

        var outcome = service.Take(next, out var due);
        if (due is { } position)
        {
            _ = _confirmations.Add(service.Name, position);
        }

        return outcome;
    }

    /// <summary>Notes that the registry showed that it lives.</summary>
    public void Heard() => Interlocked.Increment(ref _frames);

    public void ConnectionOpened() => _confirmations.SetOpen(true);

    public void ConnectionClosed() => _confirmations.SetOpen(false);

    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            running = _running ?? Task.CompletedTask;
            foreach (var subscriber in _subscribers.Values)
            {
                subscriber.Stop();
            }
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _replan?.Dispose();
    }

    private WatchSubscriber Add(WatchRequest request)
    {
        var id = request.WatcherId.Length > 0 ? request.WatcherId : Guid.NewGuid().ToString("N");
        var subscriber = new WatchSubscriber(request, id, this, _timeProvider);
        WatchSubscriber? replaced;
        lock (_lock)
        {
            ThrowIfTooMany_NeedsLock(request);
            subscriber.Feeds = request.Targets.ToDictionary(static t => t.Service, t => new WatchFeed(subscriber, GetOrAdd_NeedsLock(t.Service), t.From));
            replaced = _subscribers.GetValueOrDefault(id);
            _subscribers[id] = subscriber;
            foreach (var feed in subscriber.Feeds.Values)
            {
                feed.Service.Add(feed);
            }

            Start_NeedsLock(subscriber);
        }

        if (replaced is not null)
        {
            // At once, and not when its reader notices: a drain would wait for one that reads no more.
            replaced.Stop();
            Detach(replaced);
        }

        PlanAnew();
        return subscriber;
    }

    private void Remove(WatchSubscriber subscriber)
    {
        lock (_lock)
        {
            if (_subscribers.GetValueOrDefault(subscriber.Id) == subscriber)
            {
                _subscribers.Remove(subscriber.Id);
            }
        }

        Detach(subscriber);
        PlanAnew();
    }

    // What a reader held up can be confirmed without it, except by a watcher that is gone with it: whether that one took
    // everything in, nobody knows, so the registry waits for it as for any that is lost.
    private void Detach(WatchSubscriber subscriber)
    {
        foreach (var feed in subscriber.Feeds.Values)
        {
            if (feed.Service.Remove(feed) is { } due && !_isNamed)
            {
                _ = _confirmations.Add(feed.Service.Name, due);
            }
        }
    }

    private WatchedService GetOrAdd_NeedsLock(ServiceName name)
    {
        if (!_services.TryGetValue(name, out var service))
        {
            _services[name] = service = new WatchedService(name, _options.WatchBacklog);
        }

        return service;
    }

    private void ThrowIfTooMany_NeedsLock(WatchRequest request)
    {
        var added = request.Targets.Count(t => !_services.ContainsKey(t.Service));
        if (_services.Count + added > MaxServices)
        {
            throw new ArgumentException($"A process watches at most {MaxServices} services; {_services.Count} are watched already.", nameof(request));
        }
    }

    private void Start_NeedsLock(WatchSubscriber subscriber)
    {
        if (_isDisposed)
        {
            subscriber.Stop();
            return;
        }

        if (_running is null)
        {
            // The first reader must not lend its context, its trace say, to what lives as long as the process.
            using (ExecutionContext.SuppressFlow())
            {
                _running = Task.WhenAll(Task.Run(() => RunAsync(_stop.Token)), Task.Run(() => _confirmations.RunAsync(_stop.Token)));
            }
        }
    }
}
