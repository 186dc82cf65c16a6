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
            var found = await connection
                .CallAsync("TYPE", d => d.KeyTypeAsync(key, RedisConnection.Primary), cancellationToken)
                .ConfigureAwait(false);
            if (found != RedisType.None && found != type)
            {
                return $"Redis key {key} is a {NameOf(found)}, not a {NameOf(type)}: something else has written it. Restore it, or move it away.";
            }
        }

        return $"Redis key {Meta} is gone, but other keys of the service are there: the server evicted it, or it was restored in part. "
            + "Restore it, or delete the service's other keys to give the service up.";
    }

    /// <summary>Each key with the type it must have.</summary>
    private IEnumerable<(RedisKey Key, RedisType Type)> Types =>
    [
        (Meta, RedisType.Hash), (Instances, RedisType.Hash), (Overrides, RedisType.Hash), (Policies, RedisType.List),
        (Configurations, RedisType.List), (Log, RedisType.Stream), (fence, RedisType.String), (Index, RedisType.Set),
        (changed, RedisType.SortedSet),
    ];

    private static string NameOf(RedisType type) => type switch
    {
        RedisType.String => "string",
        RedisType.List => "list",
        RedisType.Set => "set",
        RedisType.SortedSet => "zset",
        RedisType.Hash => "hash",
        RedisType.Stream => "stream",
        _ => "key of another kind",
    };
}
