using System.Collections.Concurrent;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Reads all services from a key on as of one revision of etcd, several groups of them at once, in the order of their keys.
/// One thread at a time; dispose to give up.
/// </summary>
/// <remarks>
/// The head records are listed apart from the rest, because etcd counts all keys of a range for each page of it: over one range
/// of everything that would be quadratic.
/// </remarks>
internal sealed class LoadPass : IAsyncDisposable
{
    private const int KeysPerGroup = 2000;
    private readonly IEtcdClient _client;
    private readonly EtcdKeys _keys;
    private readonly EtcdRegistryStoreOptions _options;
    private readonly CancellationTokenSource _cancel;
    private readonly IAsyncEnumerator<ServiceGroup> _groups;
    private readonly Queue<Task<List<LoadedService>>> _loads = new();
    private readonly ConcurrentBag<RecordCache> _caches = [];
    private long _revision;
    private bool _isListed;

    /// <summary>Prepares a pass from an <c>m</c> key on.</summary>
    public LoadPass(
        IEtcdClient client, EtcdKeys keys, EtcdRegistryStoreOptions options, ByteString from, CancellationToken cancellationToken)
    {
        _client = client;
        _keys = keys;
        _options = options;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _groups = ListAsync(from).GetAsyncEnumerator(_cancel.Token);
    }

    /// <summary>Whether all services were handed out.</summary>
    public bool IsDone { get; private set; }

    /// <summary>
    /// The next services; <c>null</c> after the last (see <see cref="IsDone"/>) or when etcd has compacted the revision away: then
    /// another pass goes on from the first service that was not handed out.
    /// </summary>
    public async Task<List<LoadedService>?> TryNextAsync()
    {
        try
        {
            await LookAheadAsync().ConfigureAwait(false);
            if (_loads.TryDequeue(out var load))
            {
                return await load.ConfigureAwait(false);
            }

            IsDone = true;
        }
        catch (EtcdCompactedException)
        {
            // Said by IsDone, which stays false.
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync().ConfigureAwait(false);
        await _groups.DisposeAsync().ConfigureAwait(false);
        foreach (var load in _loads)
        {
            // Given up: what becomes of it is not for anybody.
            await ((Task)load).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _cancel.Dispose();
    }

    private async Task LookAheadAsync()
    {
        while (!_isListed && _loads.Count < _options.LoadConcurrency)
        {
            if (await _groups.MoveNextAsync().ConfigureAwait(false))
            {
                _loads.Enqueue(LoadAsync(_groups.Current));
            }
            else
            {
                _isListed = true;
            }
        }
    }

    private async IAsyncEnumerable<ServiceGroup> ListAsync(ByteString from)
    {
        var first = await _client.RangeAsync(EtcdPages.Request(from, _keys.MetaEnd, revision: 0, EtcdPages.LargestLimit), _cancel.Token)
            .ConfigureAwait(false);
        _revision = first.Header.Revision;
        var group = new ServiceGroup();
        var pages = EtcdPages.ContinueAsync(_client, first, _keys.MetaEnd, _revision, _cancel.Token);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var kv in page)
            {
                group.Add(ServiceCursor.Of(_keys.Of(_keys.ServiceOf(kv.Key)), kv));
                if (group.Keys >= KeysPerGroup)
                {
                    yield return group;
                    group = new ServiceGroup();
                }
            }
        }

        if (group.Services.Count > 0)
        {
            yield return group;
        }
    }

    private async Task<List<LoadedService>> LoadAsync(ServiceGroup group)
    {
        var cache = _caches.TryTake(out var used) ? used : new RecordCache();
        var builders = group.Services.ConvertAll(service => new ImageBuilder(service.Keys, service.Meta!, _options.LogCapacity, cache));
        var at = 0;
        var pages = EtcdPages.ReadAsync(_client, builders[0].Keys.Prefix, builders[^1].Keys.End, _revision, _cancel.Token);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var kv in page)
            {
                at = Find(builders, at, kv.Key);
                builders[at].Add(kv);
            }
        }

        var loaded = group.Services.Zip(builders, static (service, builder) => new LoadedService(service, builder.Build())).ToList();
        _caches.Add(cache);
        return loaded;
    }

    // Services and their keys come in the same order.
    private static int Find(List<ImageBuilder> builders, int at, ByteString key)
    {
        while (at < builders.Count)
        {
            if (builders[at].Keys.Owns(key))
            {
                return at;
            }

            at++;
        }

        throw new StoreCorruptException($"The key '{key.ToStringUtf8()}' in etcd belongs to no service that has a head record.");
    }
}
