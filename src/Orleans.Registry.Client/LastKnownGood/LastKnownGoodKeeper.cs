using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

/// <summary>Keeps what the watches know on disk, and hands it to those that find no registry when the program starts.</summary>
internal sealed partial class LastKnownGoodKeeper(
    ServiceDiscoveryOptions options, TimeProvider timeProvider, Func<IReadOnlyList<ServiceWatcher>> watchers, ILogger<LastKnownGoodKeeper> logger)
    : IDisposable
{
    private readonly LastKnownGoodFile _file = new(options.LastKnownGoodFile);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly WakeSignal _changed = new(timeProvider);
    private Task<IReadOnlyDictionary<ServiceName, (ServiceSnapshot Snapshot, DateTimeOffset TrueAt)>>? _saved;
    private bool _isStarted;

    /// <summary>Something is known that the file does not say.</summary>
    public void Changed() => _changed.Set();

    /// <summary>Begins to keep the file, once. Callers take turns.</summary>
    public void Start(Action<Func<CancellationToken, Task>> run)
    {
        if (!_isStarted)
        {
            _isStarted = true;

            // Before anything can be written: what an earlier process left is what a start without a registry needs.
            _saved = Task.Run(ReadAsync);
            run(RunAsync);
        }
    }

    /// <summary>Gives a watch what was saved of its service when the registry has not told anything by the time.</summary>
    public async Task UseSavedAsync(ServiceWatcher watcher, CancellationToken cancellationToken)
    {
        await Task.Delay(options.LastKnownGoodAfter, timeProvider, cancellationToken).ConfigureAwait(false);
        var saved = await _saved!.ConfigureAwait(false);
        if (saved.TryGetValue(watcher.Service, out var state) && watcher.TryUseSaved(state.Snapshot, state.TrueAt))
        {
            LogUsed(watcher.Service, state.Snapshot.Instances.Count, watcher.Age.TotalSeconds);
        }
    }

    /// <summary>Writes the file if there is anything to write.</summary>
    public async Task SaveNowAsync(CancellationToken cancellationToken)
    {
        if (_saved is null)
        {
            return;
        }

        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A service that was not heard of in this run keeps what was saved of it before.
            var states = new Dictionary<ServiceName, (ServiceSnapshot, DateTimeOffset)>(await _saved.ConfigureAwait(false));
            var isTold = false;
            foreach (var watcher in watchers())
            {
                if (watcher.Told is { } told)
                {
                    states[watcher.Service] = told;
                    isTold = true;
                }
            }

            if (isTold)
            {
                await _file.WriteAsync(states.Values, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(_file.FullPath, e.Message);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await _saved!.ConfigureAwait(false);
        while (true)
        {
            await _changed.WaitAsync(options.LastKnownGoodRefresh, cancellationToken).ConfigureAwait(false);
            await Task.Delay(options.LastKnownGoodDelay, timeProvider, cancellationToken).ConfigureAwait(false);
            await SaveNowAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyDictionary<ServiceName, (ServiceSnapshot Snapshot, DateTimeOffset TrueAt)>> ReadAsync()
    {
        try
        {
            return await _file.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogNotRead(_file.FullPath, e.Message);
            return new Dictionary<ServiceName, (ServiceSnapshot, DateTimeOffset)>();
        }
    }
}
