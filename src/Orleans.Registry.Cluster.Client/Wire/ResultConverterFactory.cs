using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>Writes a result as an object with either a value or an error.</summary>
internal sealed class ResultConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert)
        => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(RegistryResult<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<RegistryResult<T>>
    {
        public override RegistryResult<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var form = JsonSerializer.Deserialize<Form<T>>(ref reader, options)!;
            return form.Error is not null ? form.Error : RegistryResult.Success(form.Value!);
        }

        public override void Write(Utf8JsonWriter writer, RegistryResult<T> value, JsonSerializerOptions options)
            => JsonSerializer.Serialize(writer, new Form<T>(value.Value, value.Error), options);
    }

    private sealed record Form<T>(T? Value, RegistryError? Error);
}
