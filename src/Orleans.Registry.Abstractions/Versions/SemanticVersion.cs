using System.Globalization;

namespace Orleans.Registry;

/// <summary>
/// A version as instances write it, ordered by the rules of Semantic Versioning 2.0.0 section 11, but lenient: a leading
/// <c>v</c>, one to four numbers and missing parts (taken as 0) are accepted, build metadata after <c>+</c> is ignored.
/// </summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Patch">Third number.</param>
/// <param name="Fourth">Fourth number, as in .NET assembly versions.</param>
/// <param name="PreRelease">What follows <c>-</c>; empty for a release, which is above all its pre-releases.</param>
public readonly record struct SemanticVersion(int Major, int Minor, int Patch, int Fourth, string PreRelease) : IComparable<SemanticVersion>
{
    /// <summary>Reads a version.</summary>
    public static bool TryParse(string? value, out SemanticVersion version)
        => TryParse(value, out version, out _);

    /// <summary>Reads a version and tells how many numbers were written.</summary>
    internal static bool TryParse(string? value, out SemanticVersion version, out int written)
    {
        version = default;
        written = 0;
        if (string.IsNullOrEmpty(value))
        {
            return false;
        }

        var text = value.AsSpan().Trim();
        if (text.Length > 0 && text[0] is 'v' or 'V')
        {
            text = text[1..];
        }

        var plus = text.IndexOf('+');
        text = plus >= 0 ? text[..plus] : text;
        var dash = text.IndexOf('-');
        var preRelease = dash >= 0 ? text[(dash + 1)..].ToString() : string.Empty;
        text = dash >= 0 ? text[..dash] : text;
        if (dash >= 0 && preRelease.Length == 0)
        {
            return false;
        }

        Span<int> parts = stackalloc int[4];
        Span<Range> ranges = stackalloc Range[parts.Length + 1];
        var count = text.Split(ranges, '.');
        if (count > parts.Length)
        {
            return false;
        }

        for (written = 0; written < count; written++)
        {
            if (!int.TryParse(text[ranges[written]], NumberStyles.None, CultureInfo.InvariantCulture, out parts[written]))
            {
                return false;
            }
        }

        version = new SemanticVersion(parts[0], parts[1], parts[2], parts[3], preRelease);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion other)
    {
        var order = (Major, Minor, Patch, Fourth).CompareTo((other.Major, other.Minor, other.Patch, other.Fourth));
        return order != 0 ? order : ComparePreRelease(PreRelease ?? string.Empty, other.PreRelease ?? string.Empty);
    }

    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length);
        }

        var leftParts = left.Split('.');
        var rightParts = right.Split('.');
        for (var i = 0; i < Math.Min(leftParts.Length, rightParts.Length); i++)
        {
            var order = CompareIdentifier(leftParts[i], rightParts[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftParts.Length.CompareTo(rightParts.Length);
    }

    private static int CompareIdentifier(string left, string right)
    {
        var leftIsNumber = long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber);
        var rightIsNumber = long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
        return (leftIsNumber, rightIsNumber) switch
        {
            (true, true) => leftNumber.CompareTo(rightNumber),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var numbers = Fourth == 0 ? $"{Major}.{Minor}.{Patch}" : $"{Major}.{Minor}.{Patch}.{Fourth}";
        return string.IsNullOrEmpty(PreRelease) ? numbers : $"{numbers}-{PreRelease}";
    }

    /// <summary>Order of versions.</summary>
    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    /// <summary>Order of versions.</summary>
    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;
}
