using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Registry.Protocol.Tests;

/// <summary>JSON as the protocol's two ends write and read it.</summary>
internal static class Json
{
    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    public static T Copy<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Write(value, type), type)!;
}
