using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>The keys of one service and of its shard.</summary>
internal sealed class RedisServiceKeys(string stem, RedisKey fence, RedisKey index, RedisKey changed)
{
    public RedisKey Meta { get; } = stem + "meta";

    public RedisKey Instances { get; } = stem + "instances";

    public RedisKey Overrides { get; } = stem + "overrides";

    public RedisKey Policies { get; } = stem + "policies";

    public RedisKey Configurations { get; } = stem + "configs";

    public RedisKey Log { get; } = stem + "log";

    /// <summary>As the load script takes them.</summary>
    public RedisKey[] Records => [Meta, Instances, Overrides, Policies, Configurations, Log];

    /// <summary>As the append script takes them.</summary>
    public RedisKey[] All => [Meta, Instances, Overrides, Policies, Configurations, Log, fence, Index, changed];

    /// <summary>The set of names that the service's shard holds.</summary>
    public RedisKey Index { get; } = index;

    /// <summary>Says which of the keys is not what it must be.</summary>
    public async Task<string> DescribeAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        foreach (var (key, type) in Types)
        {
            var found = RedisReply.Text(await connection.CommandAsync("TYPE", cancellationToken, key).ConfigureAwait(false));
            if (found != "none" && found != type)
            {
                return $"Redis key {key} is a {found}, not a {type}: something else has written it. Restore it, or move it away.";
            }
        }

        return $"Redis key {Meta} is gone, but other keys of the service are there: the server evicted it, or it was restored in part. "
            + "Restore it, or delete the service's other keys to give the service up.";
    }

    /// <summary>Each key with the type it must have.</summary>
    private IEnumerable<(RedisKey Key, string Type)> Types =>
    [
        (Meta, "hash"), (Instances, "hash"), (Overrides, "hash"), (Policies, "list"), (Configurations, "list"), (Log, "stream"),
        (fence, "string"), (Index, "set"), (changed, "zset"),
    ];
}
