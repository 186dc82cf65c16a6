using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Orleans.Registry.Protocol;

/// <summary>Names of enumeration values on the wire: lower camel case, matched exactly.</summary>
public static class WireNames
{
    /// <summary>The name of a status.</summary>
    public static string Of(InstanceStatus value) => Names<InstanceStatus>.Of(value);

    /// <summary>The name of a kind of change.</summary>
    public static string Of(ChangeKind value) => Names<ChangeKind>.Of(value);

    /// <summary>The name of a reason of removal.</summary>
    public static string Of(RemovalReason value) => Names<RemovalReason>.Of(value);

    /// <summary>The name of a signal.</summary>
    public static string Of(InstanceSignal value) => Names<InstanceSignal>.Of(value);

    /// <summary>The name of a kind of check.</summary>
    public static string Of(HealthCheckKind value) => Names<HealthCheckKind>.Of(value);

    /// <summary>The name of a source.</summary>
    public static string Of(AnswerSource value) => Names<AnswerSource>.Of(value);

    /// <summary>The name of a locality.</summary>
    public static string Of(LocalityPreference value) => Names<LocalityPreference>.Of(value);

    /// <summary>The name of a renewal's outcome.</summary>
    public static string Of(RenewalOutcome value) => Names<RenewalOutcome>.Of(value);

    /// <summary>The name of a kind of watch event.</summary>
    public static string Of(WatchEventKind value) => Names<WatchEventKind>.Of(value);

    /// <summary>The name of a snapshot's reason.</summary>
    public static string Of(SnapshotReason value) => Names<SnapshotReason>.Of(value);

    /// <summary>The name of a durability.</summary>
    public static string Of(StoreDurability value) => Names<StoreDurability>.Of(value);

    /// <summary>Reads a name of an enumeration of this protocol.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Names<T>.ByName.TryGetValue(name, out value);
    }

    /// <summary>Reads a name that a server sent.</summary>
    /// <exception cref="FormatException">There is no such name in this version of the protocol.</exception>
    public static T Parse<T>(string? name)
        where T : struct, Enum
        => TryParse<T>(name, out var value) ? value : throw new FormatException($"'{name}' is no {typeof(T).Name} of this protocol.");

    /// <summary>All names of an enumeration but that of its invalid zero value, for error messages.</summary>
    public static string List<T>()
        where T : struct, Enum
        => string.Join(", ", Names<T>.ByName.Keys.Where(static n => n != "none"));

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> ByName
            = Enum.GetValues<T>().ToDictionary(static v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), static v => v, StringComparer.Ordinal);

        private static readonly Dictionary<T, string> ByValue = ByName.ToDictionary(static p => p.Value, static p => p.Key);

        public static string Of(T value)
            => ByValue.TryGetValue(value, out var name) ? name : throw new ArgumentOutOfRangeException(nameof(value), value, "not a value of the protocol");
    }
}
