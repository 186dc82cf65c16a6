namespace Orleans.Registry.Persistence.Redis;

/// <summary>Reads a service's log in slices, so that a long page does not hold the server up.</summary>
internal sealed class RedisHistoryReader(RedisConnection connection, int slice)
{
    public async Task<HistoryPage?> ReadAsync(
        ServiceName service, RedisServiceKeys keys, Revision after, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<RedisLogEntry>();
        RedisServiceHead head = default;
        var oldest = 0L;
        while (true)
        {
            var next = entries.Count == 0 ? Math.Max(0, after.Value) : entries[^1].Revision;
            var wanted = Math.Min(slice, limit - entries.Count);
            var reply = await connection
                .RunAsync(RedisScripts.History, [keys.Meta, keys.Log], [next, wanted], cancellationToken)
                .ConfigureAwait(false);
            if (reply.IsNull)
            {
                return null;
            }

            var items = RedisReply.Items(reply);
            var now = RedisServiceHead.Read(keys, items);
            if (entries.Count == 0)
            {
                head = now;
                oldest = RedisReply.Revision(RedisReply.Text(items[3]));
            }
            else if (now.Epoch != head.Epoch)
            {
                break;
            }

            // The first page of what is wanted says where the log stands; later slices only fill it up to there.
            RedisLogEntry[] found = [.. RedisReply.Items(items[4]).Select(RedisReply.LogEntry).Where(e => e.Revision <= head.Revision)];
            entries.AddRange(found);
            if (found.Length < slice || entries.Count >= limit)
            {
                break;
            }
        }

        var changes = new RedisServiceDecoder(keptVersions: 1).Changes(service, keys, entries);
        return new HistoryPage(head.Epoch, changes, new Revision(oldest), new Revision(head.Revision));
    }
}
