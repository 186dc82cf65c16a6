using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.Registry;

/// <summary>
/// A set of HTTP status codes, written as codes and ranges between commas: <c>200-299</c>, <c>200,204,300-308</c>. Immutable.
/// </summary>
public sealed class HttpStatusCodes
{
    /// <summary>How it is written, for error messages.</summary>
    public const string Rule = "status codes between 100 and 599 such as 200-299 or 200,204; at most 64 characters";

    private const int MaxText = 64;
    private readonly (int First, int Last)[] _ranges;

    private HttpStatusCodes((int First, int Last)[] ranges) => _ranges = ranges;

    /// <summary>Reads a set; false when the text is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out HttpStatusCodes? codes)
    {
        codes = null;
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxText)
        {
            return false;
        }

        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var ranges = new (int First, int Last)[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryParseRange(parts[i], out ranges[i]))
            {
                return false;
            }
        }

        codes = new HttpStatusCodes(ranges);
        return true;
    }

    /// <summary>Whether a code is in the set.</summary>
    public bool Contains(int code)
    {
        foreach (var (first, last) in _ranges)
        {
            if (code >= first && code <= last)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryParseRange(string text, out (int First, int Last) range)
    {
        range = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!TryParseCode(dash < 0 ? text : text[..dash].Trim(), out var first)
            || !TryParseCode(dash < 0 ? text : text[(dash + 1)..].Trim(), out var last))
        {
            return false;
        }

        range = (first, last);
        return first <= last;
    }

    private static bool TryParseCode(string text, out int code)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out code) && code is >= 100 and <= 599;
}
