using System.Globalization;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>Reads replies. Every method throws <see cref="StoreCorruptException"/> when the reply is not what was asked for.</summary>
internal static class RedisReply
{
    public static RedisResult[] Items(RedisResult reply) => (RedisResult[]?)reply ?? throw Unexpected("a list");

    public static byte[] Bytes(RedisResult reply) => (byte[]?)reply ?? throw Unexpected("bytes");

    public static string Text(RedisResult reply) => (string?)reply ?? throw Unexpected("a text");

    public static long Number(RedisResult reply)
        => long.TryParse(Text(reply), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Unexpected("a number");

    public static byte[] Bytes(RedisValue value) => (byte[]?)value ?? throw Unexpected("bytes");

    public static string Text(RedisValue value) => (string?)value ?? throw Unexpected("a text");

    public static long Number(RedisValue value) => value.TryParse(out long number) ? number : throw Unexpected("a number");

    /// <summary>A stream's entry: "revision-0" and its one field.</summary>
    public static RedisLogEntry LogEntry(StreamEntry entry)
        => entry.Values is [var field] ? new RedisLogEntry(Revision(Text(entry.Id)), Bytes(field.Value)) : throw Unexpected("a change");

    /// <summary>A stream's entry: "revision-0" and its one field.</summary>
    public static RedisLogEntry LogEntry(RedisResult reply)
    {
        var entry = Items(reply);
        var fields = entry.Length == 2 ? Items(entry[1]) : [];
        return fields.Length == 2 ? new RedisLogEntry(Revision(Text(entry[0])), Bytes(fields[1])) : throw Unexpected("a change");
    }

    /// <summary>The revision in the id of a stream's entry.</summary>
    public static long Revision(string id)
    {
        var digits = id.AsSpan(0, Math.Max(0, id.IndexOf('-', StringComparison.Ordinal) is var dash and >= 0 ? dash : id.Length));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : throw Unexpected("a revision");
    }

    /// <summary>Field and value in turn, as HGETALL answers.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> Pairs(RedisResult reply)
    {
        var items = Items(reply);
        for (var i = 0; i + 1 < items.Length; i += 2)
        {
            yield return new(Text(items[i]), Bytes(items[i + 1]));
        }
    }

    private static StoreCorruptException Unexpected(string wanted) => new($"Redis holds or answered something else where {wanted} was expected.");
}
