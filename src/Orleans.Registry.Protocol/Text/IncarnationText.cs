using System.Globalization;

namespace Orleans.Registry.Protocol;

/// <summary>
/// Incarnations on the wire: 1 to 16 hexadecimal digits as text, because a JSON number of 64 bits does not survive every
/// reader. Absent or <c>0</c> for none.
/// </summary>
public static class IncarnationText
{
    /// <summary>Writes an incarnation; <c>null</c> for none.</summary>
    public static string? Format(ulong incarnation)
        => incarnation == 0 ? null : incarnation.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads an incarnation; <c>null</c> and the empty text are none.</summary>
    public static bool TryParse(string? text, out ulong incarnation)
    {
        incarnation = 0;
        return string.IsNullOrEmpty(text)
            || (text.Length <= 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out incarnation));
    }
}
