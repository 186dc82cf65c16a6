using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry;

/// <summary>
/// The name of a service: 1 to 128 characters out of <c>a-z 0-9 - . _</c>, normalised to lower case.
/// </summary>
/// <remarks>
/// Equality and ordering are ordinal on the normalised text. <c>default</c> is the empty name, which no parse returns and
/// no registry accepts. Immutable and safe to share between threads.
/// </remarks>
public readonly record struct ServiceName : IComparable<ServiceName>, IParsable<ServiceName>
{
    /// <summary>The longest name in characters.</summary>
    public const int MaxLength = 128;

    private readonly string? _value;

    private ServiceName(string value) => _value = value;

    /// <summary>The normalised text; empty for <c>default</c>.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Whether this is <c>default</c>, the name of nothing.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">The text is not a service name.</exception>
    public static ServiceName Parse(string value)
        => TryParse(value, out var name) ? name : throw new FormatException($"'{ErrorText.Quote(value)}' is not a service name: {Rule}.");

    /// <summary>Reads a name; upper-case letters become lower case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out ServiceName name)
    {
        name = default;
        if (value is null || value.Length is 0 or > MaxLength)
        {
            return false;
        }

        var normalised = true;
        foreach (var c in value)
        {
            if (char.IsAsciiLetterUpper(c))
            {
                normalised = false;
            }
            else if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '.' or '_'))
            {
                return false;
            }
        }

        name = new ServiceName(normalised ? value : value.ToLowerInvariant());
        return true;
    }

    /// <summary>What a name must be, for error messages.</summary>
    internal const string Rule = "1 to 128 characters out of a-z, 0-9, '-', '.' and '_'";

    static ServiceName IParsable<ServiceName>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<ServiceName>.TryParse(string? s, IFormatProvider? provider, out ServiceName result) => TryParse(s, out result);

    /// <inheritdoc/>
    public int CompareTo(ServiceName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(ServiceName other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator <(ServiceName left, ServiceName right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator >(ServiceName left, ServiceName right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator <=(ServiceName left, ServiceName right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator >=(ServiceName left, ServiceName right) => left.CompareTo(right) >= 0;
}
