using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Watching;

/// <summary>Reads a watch in the background, asking for the next event only when a test takes one.</summary>
internal sealed class WatchReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<WatchEvent> _events;
    private Task<bool>? _moving;

    public WatchReader(IServiceRegistry registry, WatchRequest request)
        => _events = registry.WatchAsync(request, _stop.Token).GetAsyncEnumerator(_stop.Token);

    public WatchReader(IServiceRegistry registry, params ServiceName[] services)
        : this(registry, new WatchRequest { Targets = [.. services.Select(static s => new WatchTarget(s))], HeartbeatInterval = TimeSpan.FromMinutes(5) })
    {
    }

    /// <summary>Asks for the next event without waiting for it, which confirms the one before.</summary>
    public void Ask() => _moving ??= _events.MoveNextAsync().AsTask();

    /// <summary>The next event.</summary>
    public async Task<WatchEvent> NextAsync()
    {
        Ask();
        var moved = await Eventually.ResultAsync(_moving!, what: "the next event");
        _moving = null;
        Assert.True(moved, "the watch completed");
        return _events.Current;
    }

    /// <summary>The positions of the next events.</summary>
    public async Task<IReadOnlyList<long>> RevisionsAsync(int count)
    {
        List<long> revisions = [];
        for (var i = 0; i < count; i++)
        {
            revisions.Add((await NextAsync()).Position.Revision.Value);
        }

        return revisions;
    }

    public async Task<bool> CompletesAsync()
    {
        Ask();
        return !await Eventually.ResultAsync(_moving!, what: "the end of the watch");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_moving ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        _stop.Dispose();
    }
}
