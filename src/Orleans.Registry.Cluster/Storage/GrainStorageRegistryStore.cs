using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Records of services in any Orleans grain storage that keeps ETags. A service is a head and slices. An append replaces the
/// head, which holds the last changes, and the storage's compare of ETags makes that atomic: it is stored when the head is.
/// After every 16 changes they are first moved on into the slices (chunks of instances, pieces of the log, documents), which
/// can be done again by anybody, because only what is committed goes there. So a change costs a bounded number of bytes,
/// however large its service is.
/// </summary>
/// <remarks>
/// Thread-safe; several processes may use the same storage. What an acknowledged append survives is up to the storage. A
/// claim on the store as a whole costs a write for each stored service; clusters do without.
/// </remarks>
public sealed partial class GrainStorageRegistryStore : IRegistryStore
{
    private const int MostAtOnce = 32;
    private const int MostAttempts = 50;

    private readonly ConcurrentDictionary<ServiceName, ServiceCursor> _cursors = new();
    private readonly SliceStorage _slices;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _logCapacity;

    /// <summary>Creates a store.</summary>
    /// <param name="storage">Where the records go. It must compare ETags on every write.</param>
    /// <param name="time">Times claims: the clocks of the processes that claim one store must agree to well below a claim's time.</param>
    /// <param name="logger">For what is left behind.</param>
    /// <param name="logCapacity">Changes that a service's log keeps; 1 or more.</param>
    public GrainStorageRegistryStore(IGrainStorage storage, TimeProvider time, ILogger<GrainStorageRegistryStore> logger, int logCapacity)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(logCapacity, 1);
        _slices = new SliceStorage(storage);
        _time = time;
        _logger = logger;
        _logCapacity = logCapacity;
    }

    /// <inheritdoc/>
    public string Name => "grain-storage";

    /// <inheritdoc/>
    public StoreDurability Durability => StoreDurability.External;

    /// <summary>Does nothing: the silo starts its storage providers itself.</summary>
    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceName> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shards = await Task.WhenAll(Enumerable.Range(0, SliceKeys.NameShards).Select(i => _slices.ReadAsync<ServiceNames>(SliceKeys.Names(i))))
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var name in shards.SelectMany(static s => s.State.Names))
        {
            yield return ServiceName.Parse(name);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceImage> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await LoadAsync(name, cancellationToken).ConfigureAwait(false) is { } image)
            {
                yield return image;
            }
        }
    }

    /// <summary>Does nothing: there is nothing to compact.</summary>
    public void Attach(IServiceImageSource source)
    {
    }

    /// <summary>Does nothing: the storage is the silo's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StoreUnavailableException Contended(ServiceName service)
        => new($"The records of service '{service}' were changed by others {MostAttempts} times in a row.");

    // As many calls at a time as do not drown the storage.
    private static async Task<TResult[]> EachAsync<T, TResult>(IEnumerable<T> items, Func<T, Task<TResult>> act)
    {
        List<TResult> results = [];
        foreach (var some in items.Chunk(MostAtOnce))
        {
            results.AddRange(await Task.WhenAll(some.Select(act)).ConfigureAwait(false));
        }

        return [.. results];
    }

    private static async Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act)
    {
        foreach (var some in items.Chunk(MostAtOnce))
        {
            await Task.WhenAll(some.Select(act)).ConfigureAwait(false);
        }
    }

    [LoggerMessage(360, LogLevel.Information, "Old slices of service '{Service}' could not be removed and stay: {Reason}")]
    private static partial void LogLeftBehind(ILogger logger, ServiceName service, string reason);
}
