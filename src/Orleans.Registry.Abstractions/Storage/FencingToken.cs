using System.Globalization;

namespace Orleans.Registry;

/// <summary>
/// The number of a claim on a store: each claim gets a higher one than all before it, and the store refuses writes of a
/// lower one. 0 (<c>default</c>) claims nothing: such writes are guarded by revisions alone.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct FencingToken(long Value)
{
    /// <summary>No claim.</summary>
    public static FencingToken None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
