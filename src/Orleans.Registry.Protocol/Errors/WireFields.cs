namespace Orleans.Registry.Protocol;

/// <summary>
/// Names of fields in errors: a registry names members of the domain, a caller wrote those of the wire, where durations say
/// their unit.
/// </summary>
public static class WireFields
{
    private const string Unit = "Seconds";

    private static readonly string[] Durations =
        ["ttl", "interval", "timeout", "defaultTtl", "minTtl", "maxTtl", "window", "maxHold", "breakerOpenFor"];

    /// <summary>The caller's name of a domain's field.</summary>
    public static string ToWire(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return IsDuration(field) ? field + Unit : field;
    }

    /// <summary>The domain's name of a caller's field.</summary>
    public static string ToDomain(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.EndsWith(Unit, StringComparison.Ordinal) && IsDuration(field[..^Unit.Length]) ? field[..^Unit.Length] : field;
    }

    private static bool IsDuration(string field)
        => !field.StartsWith("metadata.", StringComparison.Ordinal) && Durations.Contains(field[(field.LastIndexOf('.') + 1)..]);
}
