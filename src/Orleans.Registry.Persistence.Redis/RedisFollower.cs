namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Tells what others changed: each append stamps its service in a sorted set of its shard, so that a question costs one short
/// script per shard, whatever the number of services. A mark is the newest stamp of each shard. Thread-safe.
/// </summary>
internal sealed class RedisFollower(RedisConnection connection, RedisKeys keys)
{
    private const int OnlyTheNewest = -1;

    public async Task<StoreChanges> ReadAsync(StoreMark? since, CancellationToken cancellationToken)
    {
        if (since is not null && since.Numbers.Count != keys.Shards)
        {
            // The data was made anew with another number of shards.
            return await ReadAsync(null, cancellationToken).ConfigureAwait(false) with { IsComplete = false };
        }

        var asked = Enumerable.Range(0, keys.Shards).Select(shard => ReadShardAsync(shard, since?.Numbers[shard] ?? OnlyTheNewest, cancellationToken));
        var shards = await Task.WhenAll(asked).ConfigureAwait(false);
        return new StoreChanges(
            new StoreMark([.. shards.Select(static s => s.Newest)]),
            [.. shards.SelectMany(static s => s.Services)],
            shards.All(static s => s.IsComplete));
    }

    private async Task<(long Newest, bool IsComplete, IReadOnlyList<ServiceName> Services)> ReadShardAsync(
        int shard, long since, CancellationToken cancellationToken)
    {
        var key = keys.Changed(shard);
        var reply = RedisReply.Items(await connection.RunAsync(RedisScripts.Changed, [key], [since], cancellationToken).ConfigureAwait(false));
        var services = RedisReply.Items(reply[2]).Select(name => ServiceName.TryParse(RedisReply.Text(name), out var service)
            ? service
            : throw new StoreCorruptException($"Redis key {key} holds '{RedisReply.Text(name)}', which is not the name of a service."));
        return (RedisReply.Number(reply[0]), RedisReply.Number(reply[1]) == 1, [.. services]);
    }
}
