using System.Runtime.CompilerServices;
using Etcdserverpb;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Reads one service, each time as of one revision of etcd. Safe to use from many threads.</summary>
internal sealed class ServiceReader(IEtcdClient client, EtcdRegistryStoreOptions options)
{
    /// <summary>The whole service; its image is <c>null</c> when it is not stored.</summary>
    public async Task<(ServiceCursor Cursor, ServiceImage? Image)> LoadAsync(ServiceKeys keys, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await LoadOnceAsync(keys, cancellationToken).ConfigureAwait(false);
            }
            catch (EtcdCompactedException)
            {
                // Read too slowly for etcd's compaction: once more, as of a newer revision.
            }
        }
    }

    /// <summary>
    /// All services in the order of their keys. When etcd compacts the revision they are read at, goes on at a newer one, from
    /// the first service on that was not handed out yet.
    /// </summary>
    public async IAsyncEnumerable<LoadedService> LoadAllAsync(EtcdKeys keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = keys.MetaStart;
        var isDone = false;
        while (!isDone)
        {
            var pass = new LoadPass(client, keys, options, from, cancellationToken);
            await using var closing = pass.ConfigureAwait(false);
            while (await pass.TryNextAsync().ConfigureAwait(false) is { } services)
            {
                foreach (var service in services)
                {
                    yield return service;
                    from = EtcdKeys.After(service.Cursor.Keys.Meta);
                }
            }

            isDone = pass.IsDone;
        }
    }

    /// <summary>The names of all services, in order; of a service that comes or goes meanwhile either way.</summary>
    public async IAsyncEnumerable<ServiceName> ListAsync(EtcdKeys keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Each page as of now, and not all as of one revision, which might be compacted away.
        const long Newest = 0;
        var request = EtcdPages.Request(keys.MetaStart, keys.MetaEnd, Newest, EtcdPages.LargestLimit);
        var first = await client.RangeAsync(request, cancellationToken).ConfigureAwait(false);
        await foreach (var page in EtcdPages.ContinueAsync(client, first, keys.MetaEnd, Newest, cancellationToken).ConfigureAwait(false))
        {
            foreach (var kv in page)
            {
                yield return keys.ServiceOf(kv.Key);
            }
        }
    }

    /// <summary>Changes after a revision, as many as are stored up to a limit; from the oldest kept when those before are gone.</summary>
    public async Task<LogSlice> ReadLogAsync(ServiceKeys keys, Revision after, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ReadLogOnceAsync(keys, after, limit, cancellationToken).ConfigureAwait(false);
            }
            catch (EtcdCompactedException)
            {
                // As above.
            }
        }
    }

    private async Task<(ServiceCursor Cursor, ServiceImage? Image)> LoadOnceAsync(ServiceKeys keys, CancellationToken cancellationToken)
    {
        var (cursor, first, revision) = await BeginAsync(keys, keys.Prefix, keys.End, cancellationToken).ConfigureAwait(false);
        if (cursor.Meta is not { } meta)
        {
            return (cursor, null);
        }

        var builder = new ImageBuilder(keys, meta, options.LogCapacity, new RecordCache());
        await foreach (var page in EtcdPages.ContinueAsync(client, first, keys.End, revision, cancellationToken).ConfigureAwait(false))
        {
            foreach (var kv in page)
            {
                builder.Add(kv);
            }
        }

        return (cursor, builder.Build());
    }

    private async Task<LogSlice> ReadLogOnceAsync(ServiceKeys keys, Revision after, int limit, CancellationToken cancellationToken)
    {
        var end = keys.EndOf(ServiceKeyKind.Log);
        var (cursor, first, revision) = await BeginAsync(keys, keys.Log(after.Next), end, cancellationToken).ConfigureAwait(false);
        if (cursor.Meta is not { } meta || after >= meta.Revision)
        {
            return new LogSlice(cursor, []);
        }

        var from = new Revision(Math.Max(after.Value + 1, meta.Oldest.Value));
        var last = new Revision(Math.Min(meta.Revision.Value, from.Value - 1 + limit));
        List<ServiceChange> stored = [];
        await foreach (var page in EtcdPages.ContinueAsync(client, first, end, revision, cancellationToken).ConfigureAwait(false))
        {
            foreach (var kv in page)
            {
                LogPart.Decode(kv.Value, keys.Service, stored, cache: null);
            }

            if (stored.Count > 0 && stored[^1].Revision >= last)
            {
                break;
            }
        }

        return new LogSlice(cursor, LogWindow.Cut(keys.Service, stored, from, meta with { Revision = last }));
    }

    // The head record and the beginning of a range as of the same moment, which the rest of the range is then read at.
    private async Task<(ServiceCursor Cursor, RangeResponse First, long Revision)> BeginAsync(
        ServiceKeys keys, ByteString from, ByteString end, CancellationToken cancellationToken)
    {
        var request = new TxnRequest { Success = { EtcdOps.Get(keys.Meta), EtcdOps.Get(from, end, EtcdPages.FirstLimit) } };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        return (ServiceCursor.Of(keys, response.Found(0)), response.Responses[1].ResponseRange, response.Header.Revision);
    }
}
