using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>Writes an immutable collection as an array of its elements.</summary>
internal sealed class CollectionConverter<TCollection, TElement>(Func<IEnumerable<TElement>, TCollection> create) : JsonConverter<TCollection>
    where TCollection : class, IEnumerable<TElement>
{
    public override TCollection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => create(JsonSerializer.Deserialize<TElement[]>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, TCollection value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var element in value)
        {
            JsonSerializer.Serialize(writer, element, options);
        }

        writer.WriteEndArray();
    }
}
