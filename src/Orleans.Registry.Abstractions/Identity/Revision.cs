using System.Globalization;

namespace Orleans.Registry;

/// <summary>
/// The number of a change of one service: 1 for its first change, one more for each further change, never reused within
/// an <see cref="Epoch"/>. 0 (<c>default</c>) is the state before any change.
/// </summary>
/// <param name="Value">The number, 0 or more.</param>
public readonly record struct Revision(long Value) : IComparable<Revision>
{
    /// <summary>Before any change.</summary>
    public static Revision None => default;

    /// <summary>The revision after this one.</summary>
    public Revision Next => new(Value + 1);

    /// <summary>The revision <paramref name="count"/> changes later.</summary>
    public Revision Plus(long count) => new(Value + count);

    /// <inheritdoc/>
    public int CompareTo(Revision other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Numeric comparison.</summary>
    public static bool operator <(Revision left, Revision right) => left.Value < right.Value;

    /// <summary>Numeric comparison.</summary>
    public static bool operator >(Revision left, Revision right) => left.Value > right.Value;

    /// <summary>Numeric comparison.</summary>
    public static bool operator <=(Revision left, Revision right) => left.Value <= right.Value;

    /// <summary>Numeric comparison.</summary>
    public static bool operator >=(Revision left, Revision right) => left.Value >= right.Value;
}
