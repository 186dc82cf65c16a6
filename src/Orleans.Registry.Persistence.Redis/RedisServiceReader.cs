using System.Globalization;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Reads services. A small one comes in one script, all of one moment. Of a large one the records come in slices, so that no
/// command holds the server up, while others may write: the revision is read before and after, and the log between the two is
/// replayed over what was read. HSCAN returns every field that was there all the time, and all others are in that log.
/// </summary>
internal sealed class RedisServiceReader(RedisConnection connection, RedisRegistryStoreOptions options)
{
    private const int Attempts = 5;
    private static readonly RedisValue[] HeadFields = ["format", "epoch", "revision"];

    /// <summary>A service's records; <c>null</c> when it is not stored.</summary>
    public async Task<RedisServiceRecords?> ReadAsync(RedisServiceKeys keys, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            // After several rounds in which more was written than the log holds, a large service is read at once, too.
            var most = attempt < Attempts ? options.LoadSlice : int.MaxValue;
            var reply = await connection
                .RunAsync(RedisScripts.Load, keys.Records, [most, options.LogCapacity], cancellationToken)
                .ConfigureAwait(false);
            if (reply.IsNull)
            {
                return null;
            }

            var items = RedisReply.Items(reply);
            var head = RedisServiceHead.Read(keys, items);
            if (items.Length > 3)
            {
                return Whole(keys, head, items);
            }

            if (await ReadSlicesAsync(keys, head, cancellationToken).ConfigureAwait(false) is { } records)
            {
                return records;
            }
        }
    }

    private static RedisServiceRecords Whole(RedisServiceKeys keys, RedisServiceHead head, RedisResult[] items)
    {
        RedisLogEntry[] log = [.. RedisReply.Items(items[7]).Select(RedisReply.LogEntry)];
        return new RedisServiceRecords
        {
            Epoch = head.Epoch,
            ReadFrom = head.Revision,
            Revision = head.Revision,
            Policies = Records(items[3]),
            Configurations = Records(items[4]),
            Instances = new Dictionary<string, byte[]>(RedisReply.Pairs(items[5]), StringComparer.Ordinal),
            Overrides = new Dictionary<string, byte[]>(RedisReply.Pairs(items[6]), StringComparer.Ordinal),
            Log = IsWhole(log, 0, head.Revision)
                ? log
                : throw new StoreCorruptException($"Redis key {keys.Log} has a gap, or does not end with revision {head.Revision} as {keys.Meta} does."),
        };
    }

    /// <summary>Null when too much was written meanwhile, so that it must be read again.</summary>
    private async Task<RedisServiceRecords?> ReadSlicesAsync(RedisServiceKeys keys, RedisServiceHead before, CancellationToken cancellationToken)
    {
        var instances = ScanAsync(keys.Instances, cancellationToken);
        var overrides = ScanAsync(keys.Overrides, cancellationToken);
        var policies = ListAsync(keys.Policies, cancellationToken);
        var configurations = ListAsync(keys.Configurations, cancellationToken);
        await Task.WhenAll(instances, overrides, policies, configurations).ConfigureAwait(false);

        var meta = await connection
            .CallAsync("HMGET", d => d.HashGetAsync(keys.Meta, HeadFields, RedisConnection.Primary), cancellationToken)
            .ConfigureAwait(false);
        var after = RedisServiceHead.Read(keys, meta);
        if (after.Epoch != before.Epoch || after.Revision < before.Revision)
        {
            return null;
        }

        var log = await ReadLogAsync(keys.Log, after.Revision, cancellationToken).ConfigureAwait(false);
        return !IsWhole(log, before.Revision, after.Revision) ? null : new RedisServiceRecords
        {
            Epoch = after.Epoch,
            ReadFrom = before.Revision,
            Revision = after.Revision,
            Instances = await instances.ConfigureAwait(false),
            Overrides = await overrides.ConfigureAwait(false),
            Policies = await policies.ConfigureAwait(false),
            Configurations = await configurations.ConfigureAwait(false),
            Log = log,
        };
    }

    private async Task<Dictionary<string, byte[]>> ScanAsync(RedisKey key, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var fields = connection.ScanAsync(
            "HSCAN", d => d.HashScanAsync(key, pageSize: options.LoadSlice, flags: RedisConnection.Primary), cancellationToken);

        // A field may come twice; both times it is of a moment within the scan.
        await foreach (var field in fields.ConfigureAwait(false))
        {
            found[RedisReply.Text(field.Name)] = RedisReply.Bytes(field.Value);
        }

        return found;
    }

    private async Task<byte[][]> ListAsync(RedisKey key, CancellationToken cancellationToken)
    {
        var records = await connection
            .CallAsync("LRANGE", d => d.ListRangeAsync(key, flags: RedisConnection.Primary), cancellationToken)
            .ConfigureAwait(false);
        return [.. records.Select(RedisReply.Bytes)];
    }

    /// <summary>The kept log up to a revision, in slices that are asked for all at once.</summary>
    private async Task<List<RedisLogEntry>> ReadLogAsync(RedisKey key, long last, CancellationToken cancellationToken)
    {
        var slices = new List<Task<StreamEntry[]>>();
        for (var first = Math.Max(1, last - options.LogCapacity + 1); first <= last; first += options.LoadSlice)
        {
            var (begin, end) = (EntryId(first), EntryId(Math.Min(last, first + options.LoadSlice - 1)));
            slices.Add(connection.CallAsync("XRANGE", d => d.StreamRangeAsync(key, begin, end, flags: RedisConnection.Primary), cancellationToken));
        }

        var log = new List<RedisLogEntry>();
        foreach (var slice in await Task.WhenAll(slices).ConfigureAwait(false))
        {
            log.AddRange(slice.Select(RedisReply.LogEntry));
        }

        return log;
    }

    /// <summary>Whether entries follow each other, end with a revision, and reach back far enough.</summary>
    private static bool IsWhole(IReadOnlyList<RedisLogEntry> log, long readFrom, long revision)
    {
        for (var i = 1; i < log.Count; i++)
        {
            if (log[i].Revision != log[i - 1].Revision + 1)
            {
                return false;
            }
        }

        return log.Count > 0 && log[^1].Revision == revision && (readFrom == 0 || readFrom == revision || log[0].Revision <= readFrom + 1);
    }

    private static string EntryId(long revision) => string.Create(CultureInfo.InvariantCulture, $"{revision}-0");

    private static byte[][] Records(RedisResult reply) => [.. RedisReply.Items(reply).Select(RedisReply.Bytes)];
}
