using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>Writes a record as an array of its service and its stored form.</summary>
internal sealed class RecordConverter<T>(
    Func<T, ServiceName> serviceOf, Action<IBufferWriter<byte>, T> encode, Func<byte[], ServiceName, T> decode) : JsonConverter<T>
    where T : class
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Read();
        var name = reader.GetString()!;
        reader.Read();
        var bytes = reader.GetBytesFromBase64();
        while (reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Read();
        }

        return decode(bytes, name.Length == 0 ? default : ServiceName.Parse(name));
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        encode(bytes, value);
        writer.WriteStartArray();
        writer.WriteStringValue(serviceOf(value).Value);
        writer.WriteBase64StringValue(bytes.WrittenSpan);
        writer.WriteEndArray();
    }
}
