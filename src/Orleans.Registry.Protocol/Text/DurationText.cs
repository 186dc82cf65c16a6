using System.Globalization;

namespace Orleans.Registry.Protocol;

/// <summary>Durations in query strings: a number of seconds (<c>30</c>, <c>0.5</c>) or with a unit <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>.</summary>
public static class DurationText
{
    /// <summary>Reads a duration of zero or more.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        var (number, unit) = Split(text.AsSpan().Trim());
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && Seconds.TryToTimeSpan(amount * unit, out value);
    }

    /// <summary>Writes a duration as seconds.</summary>
    public static string Format(TimeSpan value) => value.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture) + "s";

    private static (string Number, double Unit) Split(ReadOnlySpan<char> text) => text switch
    {
        [.. var number, 'm', 's'] => (number.ToString(), 0.001),
        [.. var number, 's'] => (number.ToString(), 1),
        [.. var number, 'm'] => (number.ToString(), 60),
        [.. var number, 'h'] => (number.ToString(), 3600),
        _ => (text.ToString(), 1),
    };
}
