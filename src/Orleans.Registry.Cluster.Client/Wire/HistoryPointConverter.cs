using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>Writes a point of history as a number, a revision, or as a text, a time.</summary>
internal sealed class HistoryPointConverter : JsonConverter<HistoryPoint>
{
    public override HistoryPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Number
            ? HistoryPoint.At(new Revision(reader.GetInt64()))
            : HistoryPoint.At(reader.GetDateTimeOffset());

    public override void Write(Utf8JsonWriter writer, HistoryPoint value, JsonSerializerOptions options)
    {
        if (value.Time is { } time)
        {
            writer.WriteStringValue(time);
        }
        else
        {
            writer.WriteNumberValue(value.Revision?.Value ?? 0);
        }
    }
}
