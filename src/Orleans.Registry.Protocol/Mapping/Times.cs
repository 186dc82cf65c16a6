namespace Orleans.Registry.Protocol;

/// <summary>Times between domain (offset) and wire (UTC; a time without a zone is taken as UTC).</summary>
internal static class Times
{
    public static DateTime ToWire(DateTimeOffset time) => time.UtcDateTime;

    public static DateTime? ToWireOrNull(DateTimeOffset time) => time == default ? null : time.UtcDateTime;

    public static DateTimeOffset ToDomain(DateTime time)
        => new(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc));

    public static DateTimeOffset ToDomain(DateTime? time) => time is { } value ? ToDomain(value) : default;
}
