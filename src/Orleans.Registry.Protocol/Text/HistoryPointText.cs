using System.Globalization;

namespace Orleans.Registry.Protocol;

/// <summary>Points of a history in query strings: a revision, or a time as RFC 3339 (<c>2026-05-01T12:00:00Z</c>).</summary>
public static class HistoryPointText
{
    /// <summary>What such a text must be, for error messages.</summary>
    public const string Rule = "a revision (0 or more) or a time such as 2026-05-01T12:00:00Z";

    /// <summary>Reads a revision or a time.</summary>
    public static bool TryParse(string? text, out HistoryPoint point)
    {
        if (TryParseRevision(text, out var revision))
        {
            point = HistoryPoint.At(revision);
            return true;
        }

        var valid = TryParseTime(text, out var time);
        point = valid ? HistoryPoint.At(time) : default;
        return valid;
    }

    /// <summary>Reads a revision.</summary>
    public static bool TryParseRevision(string? text, out Revision revision)
    {
        var valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        revision = new Revision(number);
        return valid;
    }

    /// <summary>Reads a time; one without a zone is taken as UTC.</summary>
    public static bool TryParseTime(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is { Length: >= 10 and <= 40 }
            && char.IsAsciiDigit(text[0])
            && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>Writes a point.</summary>
    public static string Format(HistoryPoint point)
        => point.Revision is { } revision ? revision.ToString() : FormatTime(point.Time.GetValueOrDefault());

    /// <summary>Writes a time in UTC.</summary>
    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
