using System.Text.Json;

namespace Orleans.Registry.Engine;

/// <summary>How the values of enumerations are written in attributes of metrics and spans: <c>out_of_service</c>.</summary>
internal static class TelemetryText
{
    public static string Of<T>(T value)
        where T : struct, Enum
        => Names<T>.ByValue.TryGetValue(value, out var name) ? name : value.ToString();

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(static v => v, static v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));
    }
}
