using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>What a service's meta key says.</summary>
internal readonly record struct RedisServiceHead(Epoch Epoch, long Revision)
{
    /// <summary>Reads the fields format, epoch and revision, which begin a reply.</summary>
    /// <exception cref="StoreCorruptException">They are missing, damaged or of a newer version.</exception>
    public static RedisServiceHead Read(RedisServiceKeys keys, RedisResult[] items)
        => Read(keys, [.. items.Take(3).Select(static i => (RedisValue)i)]);

    /// <summary>Reads the fields format, epoch and revision.</summary>
    /// <exception cref="StoreCorruptException">They are missing, damaged or of a newer version.</exception>
    public static RedisServiceHead Read(RedisServiceKeys keys, RedisValue[] items)
    {
        if (items.Length < 3 || items[0].IsNull || items[1].IsNull || items[2].IsNull)
        {
            throw new StoreCorruptException(
                $"Redis key {keys.Meta} lacks its format, epoch or revision. Restore the service's keys from a backup, or delete all of them to give the service up.");
        }

        var format = RedisReply.Number(items[0]);
        if (format > RedisScripts.FormatVersion)
        {
            throw NewerFormat(keys, format);
        }

        return Epoch.TryParse(RedisReply.Text(items[1]), out var epoch)
            ? new RedisServiceHead(epoch, RedisReply.Number(items[2]))
            : throw new StoreCorruptException($"Redis key {keys.Meta} holds no epoch but '{RedisReply.Text(items[1])}'.");
    }

    public static StoreCorruptException NewerFormat(RedisServiceKeys keys, long format) => new(
        $"Redis key {keys.Meta} is of format {format}; this version reads formats 1 to {RedisScripts.FormatVersion}. Start the version that wrote it.");
}
