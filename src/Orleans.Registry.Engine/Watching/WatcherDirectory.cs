using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Registry.Engine;

/// <summary>All watch streams of one host, by the id they were opened under. Safe to use from any thread.</summary>
public sealed class WatcherDirectory(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Watcher> _watchers = new(StringComparer.Ordinal);
    private volatile bool _isStopped;

    /// <summary>How many streams are open.</summary>
    public int Count => _watchers.Count;

    /// <summary>Opens a stream; it lives while it is enumerated.</summary>
    /// <param name="request">What to watch, valid.</param>
    /// <param name="owners">Finds or makes the owner of a service, or the copy to follow.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<WatchEvent> OpenAsync(
        WatchRequest request, Func<ServiceName, IWatchedService> owners, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = request.WatcherId.Length == 0 ? Guid.NewGuid().ToString("N") : request.WatcherId;
        var watcher = new Watcher(request, id, time, owners);
        Watcher? replaced = null;
        _watchers.AddOrUpdate(id, watcher, (_, earlier) =>
        {
            replaced = earlier;
            return watcher;
        });
        try
        {
            // The new stream counts before the old one stops counting, so that no drain completes in between.
            watcher.Attach();
            replaced?.Replace();
            if (_isStopped)
            {
                watcher.Stop();
            }

            await foreach (var next in watcher.ReadAsync(cancellationToken))
            {
                yield return next;
            }
        }
        finally
        {
            watcher.Detach();
            _watchers.TryRemove(new KeyValuePair<string, Watcher>(id, watcher));
        }
    }

    /// <summary>Takes a confirmation in.</summary>
    /// <returns>Why it is refused; <c>null</c> when it is not.</returns>
    public RegistryError? Confirm(string watcherId, ServiceName service, ServicePosition position)
    {
        if (!_watchers.TryGetValue(watcherId, out var watcher) || !watcher.TryGet(service, out var subscription))
        {
            return new RegistryError(RegistryErrorCode.WatcherNotFound, $"No watcher of that id watches '{service}'.");
        }

        if (!subscription!.Confirm(position))
        {
            return RegistryError.Invalid("position", "must be one that was delivered to the watcher");
        }

        subscription.Owner.Watchers.OnConfirmed();
        return null;
    }

    /// <summary>Ends all streams, and those to come.</summary>
    public void Stop()
    {
        _isStopped = true;
        foreach (var watcher in _watchers.Values)
        {
            watcher.Stop();
        }
    }
}
