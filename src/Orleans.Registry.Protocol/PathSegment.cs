namespace Orleans.Registry.Protocol;

/// <summary>
/// Writes any text as one segment of a path and reads it back. Percent-encoding alone cannot carry <c>.</c> and <c>..</c>:
/// clients and servers fold such segments away, even encoded ones. They get a <c>~</c> in front, and so does whatever would
/// be taken for one that has it.
/// </summary>
public static class PathSegment
{
    /// <summary>Writes a text as a segment.</summary>
    public static string Encode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Uri.EscapeDataString(IsDots(value.AsSpan().TrimStart('~')) ? "~" + value : value);
    }

    /// <summary>Reads a segment as it stands in the request line.</summary>
    public static string Decode(ReadOnlySpan<char> segment)
    {
        var value = segment.Contains('%') ? Uri.UnescapeDataString(segment.ToString()) : segment.ToString();
        return value.StartsWith('~') && IsDots(value.AsSpan().TrimStart('~')) ? value[1..] : value;
    }

    private static bool IsDots(ReadOnlySpan<char> value) => value is "." or "..";
}
