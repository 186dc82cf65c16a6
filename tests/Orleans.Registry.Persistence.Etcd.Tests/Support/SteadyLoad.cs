using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Persistence.Etcd.Tests.Support;

/// <summary>Writers of several services at once, from its making until it is verified or disposed.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SteadyLoad(StoreSession session, int writers)
    {
        Writers = [.. Enumerable.Range(0, writers).Select(i => new SteadyWriter(session, $"service-{i}"))];
        _running = Task.WhenAll(Writers.Select(w => Task.Run(() => w.RunAsync(_stop.Token))));
    }

    public IReadOnlyList<SteadyWriter> Writers { get; }

    /// <summary>Waits until every writer has got some more appends through.</summary>
    public async Task ProgressAsync(int appends)
    {
        var before = Writers.Select(w => w.Acknowledged).ToArray();
        await Eventually.TrueAsync(
            () => _running.IsFaulted || Writers.Zip(before).All(p => p.First.Acknowledged >= p.Second + appends), TimeSpan.FromMinutes(2));
        await (_running.IsFaulted ? _running : Task.CompletedTask);
    }

    /// <summary>Ends the load and asserts that all that was acknowledged is stored, once.</summary>
    public async Task VerifyAsync()
    {
        await _stop.CancelAsync();
        await Eventually.EndsAsync(_running);
        foreach (var writer in Writers)
        {
            await writer.VerifyAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
