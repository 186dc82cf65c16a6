using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.Registry;

/// <summary>
/// The id of one instance, unique in the whole registry: 1 to 256 printable characters without white space or control
/// characters. Case matters.
/// </summary>
/// <remarks><c>default</c> is the empty id, which no parse returns and no registry accepts. Immutable.</remarks>
public readonly record struct InstanceId : IComparable<InstanceId>, IParsable<InstanceId>
{
    /// <summary>The longest id in characters.</summary>
    public const int MaxLength = 256;

    private readonly string? _value;

    private InstanceId(string value) => _value = value;

    /// <summary>The text; empty for <c>default</c>.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Whether this is <c>default</c>, the id of nothing.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not an instance id.</exception>
    public static InstanceId Parse(string value)
        => TryParse(value, out var id) ? id : throw new FormatException($"'{ErrorText.Quote(value)}' is not an instance id: {Rule}.");

    /// <summary>Reads an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out InstanceId id)
    {
        id = default;
        if (value is null || value.Length is 0 or > MaxLength)
        {
            return false;
        }

        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is > ' ' and < '\u007f')
            {
                continue;
            }

            if (!IsPrintable(value, ref i))
            {
                return false;
            }
        }

        id = new InstanceId(value);
        return true;
    }

    /// <summary>What an id must be, for error messages.</summary>
    /// <summary>An id of text that was one before.</summary>
    internal static InstanceId OfValid(string value) => new(value);

    internal const string Rule = "1 to 256 printable characters without white space or control characters";

    private static bool IsPrintable(string value, ref int index)
    {
        if (char.IsSurrogate(value[index]))
        {
            // A lone surrogate has no UTF-8 form: it would come back from the wire as another id.
            if (!char.IsSurrogatePair(value, index))
            {
                return false;
            }

            index++;
            return IsPrintable(CharUnicodeInfo.GetUnicodeCategory(value, index - 1));
        }

        return IsPrintable(CharUnicodeInfo.GetUnicodeCategory(value[index]));
    }

    private static bool IsPrintable(UnicodeCategory category)
        => category is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    static InstanceId IParsable<InstanceId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<InstanceId>.TryParse(string? s, IFormatProvider? provider, out InstanceId result) => TryParse(s, out result);

    /// <inheritdoc/>
    public int CompareTo(InstanceId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(InstanceId other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator <(InstanceId left, InstanceId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator >(InstanceId left, InstanceId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator <=(InstanceId left, InstanceId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal comparison.</summary>
    public static bool operator >=(InstanceId left, InstanceId right) => left.CompareTo(right) >= 0;
}
