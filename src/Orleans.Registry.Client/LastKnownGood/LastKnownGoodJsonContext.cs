using System.Text.Json.Serialization;

namespace Orleans.Registry.Client;

/// <summary>The JSON of the file of last known states.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LastKnownGoodDto))]
internal sealed partial class LastKnownGoodJsonContext : JsonSerializerContext;
