using System.Globalization;

namespace Orleans.Registry.Routing;

/// <summary>Checks of single fields that several validators need; each adds at most one error.</summary>
internal static class FieldRules
{
    public static void Number(ICollection<FieldError> errors, string field, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            errors.Add(new FieldError(field, string.Create(CultureInfo.InvariantCulture, $"must be {low} to {high}")));
        }
    }

    /// <summary>Returns whether the value is in range, so that cross-field rules speak only of values that make sense.</summary>
    public static bool Duration(ICollection<FieldError> errors, string field, TimeSpan value, TimeSpan low, TimeSpan high)
    {
        if (value >= low && value <= high)
        {
            return true;
        }

        errors.Add(new FieldError(field, $"must be {Words(low)} to {Words(high)}"));
        return false;
    }

    public static void Text(ICollection<FieldError> errors, string field, string? value, int least, int most)
    {
        if (value is null || value.Length < least || value.Length > most || !IsWellFormed(value))
        {
            errors.Add(new FieldError(
                field, string.Create(CultureInfo.InvariantCulture, $"must be {least} to {most} characters without control characters")));
        }
    }

    /// <summary>
    /// Whether text survives the way through UTF-8 and a terminal: no lone surrogates, no control characters but white space.
    /// </summary>
    public static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]) && value[i] is not ('\t' or '\n' or '\r'))
            {
                return false;
            }

            if (char.IsSurrogate(value[i]) && !char.IsSurrogatePair(value, i++))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A duration in its largest whole unit, e.g. <c>24 h</c>.</summary>
    public static string Words(TimeSpan value)
    {
        var (number, unit) = value switch
        {
            _ when value.Ticks % TimeSpan.TicksPerHour == 0 && value >= TimeSpan.FromHours(1) => (value.TotalHours, "h"),
            _ when value.Ticks % TimeSpan.TicksPerMinute == 0 && value >= TimeSpan.FromMinutes(1) => (value.TotalMinutes, "min"),
            _ when value.Ticks % TimeSpan.TicksPerSecond == 0 => (value.TotalSeconds, "s"),
            _ => (value.TotalMilliseconds, "ms"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.####} {unit}");
    }
}
