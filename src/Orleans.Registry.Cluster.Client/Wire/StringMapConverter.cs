using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>Writes a map of texts as an object.</summary>
internal sealed class StringMapConverter : JsonConverter<StringMap>
{
    public override StringMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => StringMap.Create(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options));

    public override void Write(Utf8JsonWriter writer, StringMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, text) in value.Entries)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }
}
