using Orleans.Registry.TestKit;

namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <summary>Reads a watch event by event, so that a test decides when its reader asks for the next one. Checks every event.</summary>
public sealed class WatchReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<WatchEvent> _events;
    private Task<bool>? _asked;
    private bool _isDisposed;

    /// <summary>Creates a reader that has not asked for anything yet.</summary>
    public WatchReader(IServiceRegistry registry, WatchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registry);
        Mirror = new WatchMirror(request);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _events = registry.WatchAsync(request, _stop.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    /// <summary>What the reader knows.</summary>
    public WatchMirror Mirror { get; }

    /// <summary>Asks for the next event without waiting for it.</summary>
    public void Ask() => _asked ??= _events.MoveNextAsync().AsTask();

    /// <summary>Waits for the next event; heartbeats are passed over.</summary>
    public async Task<WatchEvent> NextAsync()
    {
        while (true)
        {
            Ask();
            Assert.True(await Eventually.ResultAsync(_asked!, TimeSpan.FromSeconds(60), "the next event comes"), "The registry ended the stream.");
            _asked = null;
            Mirror.Take(_events.Current);
            if (_events.Current.Kind != WatchEventKind.Heartbeat)
            {
                return _events.Current;
            }
        }
    }

    /// <summary>Waits for the next event, which must be a change.</summary>
    public async Task<ServiceChange> NextChangeAsync()
    {
        var next = await NextAsync();
        Assert.Equal(WatchEventKind.Change, next.Kind);
        return next.Change!;
    }

    /// <summary>Waits for the next event, which must be a snapshot.</summary>
    public async Task<WatchEvent> NextSnapshotAsync()
    {
        var next = await NextAsync();
        Assert.Equal(WatchEventKind.Snapshot, next.Kind);
        return next;
    }

    /// <summary>Goes on until the registry ends the stream.</summary>
    public async Task EndsAsync()
    {
        do
        {
            Ask();
            var more = await Eventually.ResultAsync(_asked!, what: "the stream is ended by the registry");
            _asked = null;
            if (!more)
            {
                return;
            }

            Mirror.Take(_events.Current);
        }
        while (true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync();
        try
        {
            if (_asked is not null)
            {
                await Eventually.EndsAsync(_asked, what: "the stream ends when its reader cancels");
            }
        }
        catch (OperationCanceledException)
        {
            // It was asked to.
        }

        await _events.DisposeAsync();
        _stop.Dispose();
    }
}
