using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry;

/// <summary>
/// A range of versions in the notation of npm: comparisons (<c>&gt;=1.2 &lt;2</c>) joined by spaces must all hold;
/// alternatives are joined by <c>||</c>; <c>1.2.3</c> or <c>=1.2.3</c> is exactly that version; <c>1.2</c>, <c>1.2.x</c> and
/// <c>1.*</c> are prefixes; <c>^1.2</c> allows everything below the next major (below the next minor for 0.x); <c>~1.2.3</c>
/// everything below the next minor; <c>*</c> every version. A pre-release lies in a range by plain order.
/// </summary>
/// <remarks>An instance whose version cannot be read lies in <c>*</c> only. Equal when written the same. Immutable.</remarks>
public sealed class VersionRange : IEquatable<VersionRange>
{
    private readonly Bounds[][] _alternatives;
    private readonly string _text;

    private VersionRange(string text, Bounds[][] alternatives)
    {
        _text = text;
        _alternatives = alternatives;
    }

    /// <summary>Every version, readable or not.</summary>
    public static VersionRange Any { get; } = Parse("*");

    /// <summary>Whether every version lies in it.</summary>
    public bool IsAny => _alternatives.Any(static a => a.Length == 0);

    /// <summary>Reads a range.</summary>
    /// <exception cref="FormatException">The text is not a range.</exception>
    public static VersionRange Parse(string value)
        => TryParse(value, out var range) ? range : throw new FormatException($"'{ErrorText.Quote(value)}' is not a version range.");

    /// <summary>Reads a range of at most 256 characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        if (string.IsNullOrWhiteSpace(value) || value.Length > 256)
        {
            return false;
        }

        var alternatives = new List<Bounds[]>();
        foreach (var alternative in value.Split("||"))
        {
            if (!TryParseAlternative(alternative, out var bounds))
            {
                return false;
            }

            alternatives.Add(bounds);
        }

        range = new VersionRange(value.Trim(), [.. alternatives]);
        return true;
    }

    /// <summary>Whether a version, as an instance wrote it, lies in the range.</summary>
    public bool Contains(string version)
        => SemanticVersion.TryParse(version, out var parsed) ? Contains(parsed) : IsAny;

    /// <summary>Whether a version lies in the range.</summary>
    public bool Contains(SemanticVersion version)
    {
        foreach (var alternative in _alternatives)
        {
            if (Lies(version, alternative))
            {
                return true;
            }
        }

        return false;
    }

    // A loop, not a lambda: filters ask this once per instance, and a closure would be garbage each time.
    private static bool Lies(in SemanticVersion version, Bounds[] alternative)
    {
        foreach (var bounds in alternative)
        {
            if (!bounds.Contains(version))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(VersionRange? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VersionRange);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text it was read from.</summary>
    public override string ToString() => _text;

    private static bool TryParseAlternative(string text, out Bounds[] bounds)
    {
        bounds = [];
        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return false;
        }

        var parsed = new List<Bounds>();
        foreach (var word in words)
        {
            if (word is "*" or "x" or "X")
            {
                continue;
            }

            if (!TryParseWord(word, out var one))
            {
                return false;
            }

            parsed.Add(one);
        }

        bounds = [.. parsed];
        return true;
    }

    private static bool TryParseWord(string word, out Bounds bounds)
    {
        bounds = default;
        var operatorLength = word.AsSpan().IndexOfAnyExcept("<>=^~");
        if (operatorLength < 0)
        {
            return false;
        }

        var wildcard = false;
        var number = word[operatorLength..];
        while (number.EndsWith(".x", StringComparison.OrdinalIgnoreCase) || number.EndsWith(".*", StringComparison.Ordinal))
        {
            number = number[..^2];
            wildcard = true;
        }

        if (!SemanticVersion.TryParse(number, out var version, out var written))
        {
            return false;
        }

        switch (word[..operatorLength])
        {
            case "" or "=" or "==":
                var prefix = wildcard || (written < 3 && version.PreRelease.Length == 0);
                bounds = prefix ? Bounds.From(version).Below(NextAfterPrefix(version, written)) : Bounds.Exactly(version);
                return true;
            case ">=":
                bounds = Bounds.From(version);
                return true;
            case ">":
                bounds = Bounds.Above(version);
                return true;
            case "<":
                bounds = Bounds.Unlimited.Below(version);
                return true;
            case "<=":
                bounds = Bounds.Unlimited.UpTo(version);
                return true;
            case "^":
                bounds = Bounds.From(version).Below(NextBreaking(version, written));
                return true;
            case "~":
                bounds = Bounds.From(version).Below(NextAfterPrefix(version, Math.Min(written, 2)));
                return true;
            default:
                return false;
        }
    }

    // A number that cannot grow carries over to the one before it; after the largest first number nothing follows (null).
    private static SemanticVersion? NextAfterPrefix(SemanticVersion version, int written) => written switch
    {
        1 => version.Major == int.MaxValue ? null : new SemanticVersion(version.Major + 1, 0, 0, 0, "0"),
        2 when version.Minor < int.MaxValue => new SemanticVersion(version.Major, version.Minor + 1, 0, 0, "0"),
        3 when version.Patch < int.MaxValue => new SemanticVersion(version.Major, version.Minor, version.Patch + 1, 0, "0"),
        4 when version.Fourth < int.MaxValue => new SemanticVersion(version.Major, version.Minor, version.Patch, version.Fourth + 1, "0"),
        _ => NextAfterPrefix(version, written - 1),
    };

    private static SemanticVersion? NextBreaking(SemanticVersion version, int written)
        => (version.Major, version.Minor) switch
        {
            (> 0, _) => NextAfterPrefix(version, 1),
            (0, > 0) => NextAfterPrefix(version, Math.Min(written, 2)),
            _ => NextAfterPrefix(version, written),
        };

    private readonly record struct Bounds(SemanticVersion? Low, bool LowIncluded, SemanticVersion? High, bool HighIncluded)
    {
        public static Bounds Unlimited => default;

        public static Bounds From(SemanticVersion version) => new(version, true, null, false);

        public static Bounds Above(SemanticVersion version) => new(version, false, null, false);

        public static Bounds Exactly(SemanticVersion version) => new(version, true, version, true);

        public Bounds Below(SemanticVersion? version) => this with { High = version, HighIncluded = false };

        public Bounds UpTo(SemanticVersion version) => this with { High = version, HighIncluded = true };

        public bool Contains(SemanticVersion version)
            => (Low is not { } low || version > low || (LowIncluded && version.CompareTo(low) == 0))
                && (High is not { } high || version < high || (HighIncluded && version.CompareTo(high) == 0));
    }
}
