using Orleans.Registry.TestKit;

namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <summary>
/// Reads a watch in the background as fast as it comes, checks every event and keeps them all. What is wrong with the stream
/// fails the test at its next wait, or at the end.
/// </summary>
public sealed class RecordedWatch : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<WatchEvent> _events = [];
    private readonly WatchMirror _mirror;
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;
    private TaskCompletionSource? _pause;

    /// <summary>Begins to read.</summary>
    public RecordedWatch(IServiceRegistry registry, WatchRequest request, CancellationToken cancellationToken)
    {
        _mirror = new WatchMirror(request);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = Task.Run(() => ReadAsync(registry, request), CancellationToken.None);
    }

    /// <summary>Whether the registry has ended the stream.</summary>
    public bool HasEnded => _reading.IsCompletedSuccessfully;

    /// <summary>What has come so far, heartbeats included.</summary>
    public IReadOnlyList<WatchEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The changes that have come so far.</summary>
    public IReadOnlyList<ServiceChange> Changes => [.. Events.Where(static e => e.Kind == WatchEventKind.Change).Select(static e => e.Change!)];

    /// <summary>The snapshots that have come so far.</summary>
    public IReadOnlyList<WatchEvent> Snapshots => [.. Events.Where(static e => e.Kind == WatchEventKind.Snapshot)];

    /// <summary>Asks for no further event until told to go on.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            _pause ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Goes on reading.</summary>
    public void Continue()
    {
        lock (_gate)
        {
            _pause?.SetResult();
            _pause = null;
        }
    }

    /// <summary>Waits until something is true of what has come.</summary>
    public Task UntilAsync(Func<RecordedWatch, bool> condition, string what) => Eventually.TrueAsync(
        async () =>
        {
            if (_reading.IsFaulted)
            {
                await _reading;
            }

            return condition(this);
        },
        TimeSpan.FromSeconds(90),
        what);

    /// <summary>Waits until the reader holds a revision of a service.</summary>
    public Task ReachesAsync(ServiceName service, Revision revision)
        => UntilAsync(w => w.PositionOf(service)?.Revision >= revision, $"the watch of '{service}' reaches {revision}");

    /// <summary>What the reader holds of a service.</summary>
    public ServicePosition? PositionOf(ServiceName service)
    {
        lock (_gate)
        {
            return _mirror.Position(service);
        }
    }

    /// <summary>Waits until the reader is where a snapshot is, and fails unless it knows just what the snapshot shows.</summary>
    public async Task ShowsAsync(ServiceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        await ReachesAsync(snapshot.Service, snapshot.Revision);
        lock (_gate)
        {
            _mirror.AssertShows(snapshot);
        }
    }

    /// <summary>Waits until the registry ends the stream.</summary>
    public Task EndsAsync() => Eventually.EndsAsync(_reading, what: "the stream is ended by the registry");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Continue();
        try
        {
            await Eventually.EndsAsync(_reading, what: "the stream ends when its reader cancels");
        }
        catch (OperationCanceledException)
        {
            // It was asked to.
        }
        finally
        {
            _stop.Dispose();
        }
    }

    private async Task ReadAsync(IServiceRegistry registry, WatchRequest request)
    {
        await foreach (var next in registry.WatchAsync(request, _stop.Token))
        {
            Task? pause;
            lock (_gate)
            {
                _mirror.Take(next);
                _events.Add(next);
                pause = _pause?.Task;
            }

            if (pause is not null)
            {
                await pause;
            }
        }
    }
}
