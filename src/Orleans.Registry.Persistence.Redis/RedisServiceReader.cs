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
        var policies = connection.CommandAsync("LRANGE", cancellationToken, keys.Policies, 0, -1);
        var configurations = connection.CommandAsync("LRANGE", cancellationToken, keys.Configurations, 0, -1);
        await Task.WhenAll(instances, overrides, policies, configurations).ConfigureAwait(false);

        var meta = await connection.CommandAsync("HMGET", cancellationToken, keys.Meta, "format", "epoch", "revision").ConfigureAwait(false);
        var after = RedisServiceHead.Read(keys, RedisReply.Items(meta));
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
            Policies = Records(await policies.ConfigureAwait(false)),
            Configurations = Records(await configurations.ConfigureAwait(false)),
            Log = log,
        };
    }

    private async Task<Dictionary<string, byte[]>> ScanAsync(RedisKey key, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var cursor = "0";
        do
        {
            var reply = RedisReply.Items(
                await connection.CommandAsync("HSCAN", cancellationToken, key, cursor, "COUNT", options.LoadSlice).ConfigureAwait(false));
            cursor = RedisReply.Text(reply[0]);

            // A field may come twice; both times it is of a moment within the scan.
            foreach (var (field, record) in RedisReply.Pairs(reply[1]))
            {
                found[field] = record;
            }
        }
        while (cursor != "0");
        return found;
    }

    /// <summary>The kept log up to a revision, in slices that are asked for all at once.</summary>
    private async Task<List<RedisLogEntry>> ReadLogAsync(RedisKey key, long last, CancellationToken cancellationToken)
    {
        var slices = new List<Task<RedisResult>>();
        for (var first = Math.Max(1, last - options.LogCapacity + 1); first <= last; first += options.LoadSlice)
        {
            var end = Math.Min(last, first + options.LoadSlice - 1);
            slices.Add(connection.CommandAsync("XRANGE", cancellationToken, key, EntryId(first), EntryId(end)));
        }

        var log = new List<RedisLogEntry>();
        foreach (var slice in await Task.WhenAll(slices).ConfigureAwait(false))
        {
            log.AddRange(RedisReply.Items(slice).Select(RedisReply.LogEntry));
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
