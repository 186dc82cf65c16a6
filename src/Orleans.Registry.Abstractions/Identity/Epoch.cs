using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.Registry;

/// <summary>
/// The lineage of a service's change log: a random 64-bit number drawn when the service gets its first change. It changes
/// only when history was truly lost, so revisions of different epochs must not be compared. Written as 16 hexadecimal
/// digits. 0 (<c>default</c>) means that the service has never had a change.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct Epoch(ulong Value)
{
    /// <summary>The epoch of a service without any change.</summary>
    public static Epoch None => default;

    /// <summary>Reads 1 to 16 hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out Epoch epoch)
    {
        epoch = default;
        if (value is null || value.Length is 0 or > 16
            || !ulong.TryParse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        epoch = new Epoch(number);
        return true;
    }

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
