using System.Runtime.CompilerServices;
using Etcdserverpb;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Mvccpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Reads long ranges in pages, all as of one revision of etcd; asks for a page before the one before it is used.</summary>
internal static class EtcdPages
{
    /// <summary>Keys of the first page, whose values may be large.</summary>
    public const int FirstLimit = 256;

    /// <summary>Keys of a page whose values are known to be small.</summary>
    public const int LargestLimit = 2000;

    private const int SmallestLimit = 16;
    private const int TargetBytes = 1 << 20;

    /// <summary>The pages of a range.</summary>
    /// <exception cref="EtcdCompactedException">The revision is compacted away.</exception>
    public static async IAsyncEnumerable<RepeatedField<KeyValue>> ReadAsync(
        IEtcdClient client, ByteString from, ByteString end, long revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await client.RangeAsync(Request(from, end, revision, FirstLimit), cancellationToken).ConfigureAwait(false);
        await foreach (var page in ContinueAsync(client, first, end, revision, cancellationToken).ConfigureAwait(false))
        {
            yield return page;
        }
    }

    /// <summary>A first page and the ones after it.</summary>
    /// <exception cref="EtcdCompactedException">The revision is compacted away.</exception>
    public static async IAsyncEnumerable<RepeatedField<KeyValue>> ContinueAsync(
        IEtcdClient client,
        RangeResponse first,
        ByteString end,
        long revision,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Task<RangeResponse>? next = null;
        try
        {
            for (var page = first; ; page = await next.ConfigureAwait(false))
            {
                next = page is { More: true, Kvs.Count: > 0 }
                    ? client.RangeAsync(Request(EtcdKeys.After(page.Kvs[^1].Key), end, revision, NextLimit(page)), cancellationToken)
                    : null;
                yield return page.Kvs;
                if (next is null)
                {
                    break;
                }
            }
        }
        finally
        {
            // Left early, because the reader gave up: the page under way is not for anybody.
            if (next is not null)
            {
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public static RangeRequest Request(ByteString from, ByteString end, long revision, int limit)
        => new() { Key = from, RangeEnd = end, Revision = revision, Limit = limit };

    // etcd bounds a page by keys, not by bytes.
    private static int NextLimit(RangeResponse page)
    {
        long bytes = 0;
        foreach (var kv in page.Kvs)
        {
            bytes += kv.Key.Length + kv.Value.Length;
        }

        return (int)Math.Clamp(page.Kvs.Count * (long)TargetBytes / Math.Max(1, bytes), SmallestLimit, LargestLimit);
    }
}
