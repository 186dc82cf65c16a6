using System.Runtime.CompilerServices;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>
/// The watch connections of this process: one that all watches share, and one more for each watch that names its watcher,
/// because to the registry a connection is one watcher with one name. Safe to use from any thread.
/// </summary>
/// <param name="create">Makes a connection: the shared one for <c>null</c>, else the own one of a request.</param>
internal sealed class WatchConnections(Func<WatchRequest?, WatchMultiplexer> create) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WatchMultiplexer> _named = new(StringComparer.Ordinal);
    private readonly WatchMultiplexer _shared = create(null);
    private bool _isDisposed;

    /// <exception cref="ArgumentException">The request is not valid.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(request);
        if (request.WatcherName.Length == 0)
        {
            await foreach (var next in _shared.WatchAsync(request, cancellationToken).ConfigureAwait(false))
            {
                yield return next;
            }

            yield break;
        }

        var own = create(request);
        await ReplaceAsync(own).ConfigureAwait(false);
        try
        {
            await foreach (var next in own.WatchAsync(request, cancellationToken).ConfigureAwait(false))
            {
                yield return next;
            }
        }
        finally
        {
            Forget(own);
            await own.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Confirms for a reader of this process; <c>null</c> when there is none of that id.</summary>
    public ValueTask<RegistryResult<bool>?> TryConfirmAsync(
        string watcherId, ServiceName service, ServicePosition position, CancellationToken cancellationToken)
    {
        WatchMultiplexer? own;
        lock (_lock)
        {
            own = _named.GetValueOrDefault(watcherId);
        }

        return (own ?? _shared).TryConfirmAsync(watcherId, service, position, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        List<WatchMultiplexer> all;
        lock (_lock)
        {
            _isDisposed = true;
            all = [_shared, .. _named.Values];
        }

        foreach (var connection in all)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void Check(WatchRequest request)
    {
        if (request.ToDto().ToDomain() is { IsSuccess: false } invalid)
        {
            throw new ArgumentException(string.Join("; ", invalid.Error.Fields.Select(static f => $"{f.Field} {f.Message}")), nameof(request));
        }

        if (!Enum.IsDefined(request.Confirmation))
        {
            throw new ArgumentException("confirmation must be never, onNext or explicit", nameof(request));
        }
    }

    // The one before goes first: as long as it lives it would take the registry's side of the name back.
    private async ValueTask ReplaceAsync(WatchMultiplexer own)
    {
        WatchMultiplexer? earlier;
        bool isDisposed;
        lock (_lock)
        {
            earlier = _named.GetValueOrDefault(own.WatcherId);
            _named[own.WatcherId] = own;
            isDisposed = _isDisposed;
        }

        if (earlier is not null)
        {
            await earlier.DisposeAsync().ConfigureAwait(false);
        }

        if (isDisposed)
        {
            await own.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Forget(WatchMultiplexer own)
    {
        lock (_lock)
        {
            if (_named.GetValueOrDefault(own.WatcherId) == own)
            {
                _named.Remove(own.WatcherId);
            }
        }
    }
}
