using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// The names of all keys. A service belongs to one of a fixed number of shards, by a hash of its name; the shard is the hash
/// tag of the keys of its services, of its fence and of its index, so that one script may touch them together in a cluster:
/// <code>
/// registry:format                     hash    format version, number of shards
/// registry:claim                      hash    the claim: token, owner, ttl, last renewal
/// {registry:17}:fence                 string  the highest token that must be obeyed in this shard
/// {registry:17}:services              set     names of the shard's services
/// {registry:17}:changed               zset    the same names by when they were changed last
/// {registry:17}:s:orders:meta         hash    format, epoch, revision
/// {registry:17}:s:orders:instances    hash    instance id to record
/// {registry:17}:s:orders:overrides    hash    instance id to record
/// {registry:17}:s:orders:policies     list    records, oldest first
/// {registry:17}:s:orders:configs      list    records, oldest first
/// {registry:17}:s:orders:log          stream  entry "revision-0" with the change in field c
/// </code>
/// </summary>
internal sealed class RedisKeys(string prefix, int shards)
{
    public int Shards { get; } = shards;

    public RedisKey Claim { get; } = $"{prefix}:claim";

    public static RedisKey Format(string prefix) => $"{prefix}:format";

    public RedisKey Fence(int shard) => $"{Tag(shard)}:fence";

    public RedisKey Index(int shard) => $"{Tag(shard)}:services";

    public RedisKey Changed(int shard) => $"{Tag(shard)}:changed";

    /// <summary>The keys of a service, in the order in which scripts take them.</summary>
    public RedisServiceKeys Service(ServiceName service)
    {
        var shard = ShardOf(service.Value, Shards);
        return new RedisServiceKeys($"{Tag(shard)}:s:{service.Value}:", Fence(shard), Index(shard), Changed(shard));
    }

    /// <summary>
    /// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), 32 bits, modulo the number of shards. Stored data depends on it.
    /// </summary>
    internal static int ShardOf(string service, int shards)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(service))
        {
            hash = (hash ^ value) * 16777619u;
        }

        return (int)(hash % (uint)shards);
    }

    private string Tag(int shard) => string.Create(CultureInfo.InvariantCulture, $"{{{prefix}:{shard}}}");
}
