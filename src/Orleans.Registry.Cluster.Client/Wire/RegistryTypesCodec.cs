using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Buffers.Adaptors;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Carries every type of the registry's contract between silos and clients as it is, so that the contract itself stays free
/// of Orleans: the type's name, then JSON (see <see cref="WireJson"/>). All those types are immutable and are shared, not
/// copied, within a process.
/// </summary>
[Alias("Orleans.Registry.Types")]
internal sealed class RegistryTypesCodec : IGeneralizedCodec, IGeneralizedCopier, ITypeFilter
{
    private static readonly Type Self = typeof(RegistryTypesCodec);

    bool IGeneralizedCodec.IsSupportedType(Type type) => type == Self || IsOfContract(type);

    bool IGeneralizedCopier.IsSupportedType(Type type) => IsOfContract(type);

    public bool? IsTypeAllowed(Type type) => type == Self || IsOfContract(type) ? true : null;

    public object? DeepCopy(object? input, CopyContext context) => input;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : System.Buffers.IBufferWriter<byte>
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }

        // Values without identity: each is written whole wherever it stands.
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, Self, WireType.TagDelimited);
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeaderExpected(0, WireType.LengthPrefixed);
        writer.Session.TypeCodec.WriteLengthPrefixed(ref writer, value.GetType());
        WriteBody(ref writer, value);
        writer.WriteEndObject();
    }

    public object ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.IsReference)
        {
            return ReferenceCodec.ReadReference(ref reader, field.FieldType!)!;
        }

        field.EnsureWireTypeTagDelimited();
        ReferenceCodec.MarkValueField(reader.Session);
        Type? type = null;
        object? value = null;
        uint id = 0;
        while (true)
        {
            var header = reader.ReadFieldHeader();
            if (header.IsEndBaseOrEndObject)
            {
                return value ?? throw new SerializerException("A value of the registry's contract has no body.");
            }

            id += header.FieldIdDelta;
            switch (id)
            {
                case 0:
                    ReferenceCodec.MarkValueField(reader.Session);
                    type = reader.Session.TypeCodec.ReadLengthPrefixed(ref reader);
                    break;
                case 1:
                    ReferenceCodec.MarkValueField(reader.Session);
                    value = ReadBody(ref reader, Require(type));
                    break;
                default:
                    reader.ConsumeUnknownField(header);
                    break;
            }
        }
    }

    private static void WriteBody<TBufferWriter>(ref Writer<TBufferWriter> writer, object value)
        where TBufferWriter : System.Buffers.IBufferWriter<byte>
    {
        var buffer = new BufferWriterBox<PooledBuffer>(new PooledBuffer());
        try
        {
            using (var json = new Utf8JsonWriter(buffer))
            {
                JsonSerializer.Serialize(json, value, value.GetType(), WireJson.Options);
            }

            ReferenceCodec.MarkValueField(writer.Session);
            writer.WriteFieldHeaderExpected(1, WireType.LengthPrefixed);
            writer.WriteVarUInt32((uint)buffer.Value.Length);
            buffer.Value.CopyTo(ref writer);
        }
        finally
        {
            buffer.Value.Dispose();
        }
    }

    private static object ReadBody<TInput>(ref Reader<TInput> reader, Type type)
    {
        var length = (int)reader.ReadVarUInt32();
        var buffer = new PooledBuffer();
        try
        {
            reader.ReadBytes(ref buffer, length);
            var json = new Utf8JsonReader(buffer.AsReadOnlySequence());
            return JsonSerializer.Deserialize(ref json, type, WireJson.Options)
                ?? throw new SerializerException($"A value of type {type} is null.");
        }
        finally
        {
            buffer.Dispose();
        }
    }

    // What arrives names its type: only those of the contract may be made from it.
    private static Type Require([NotNull] Type? type)
        => type is not null && IsOfContract(type) ? type : throw new SerializerException($"{type} is no type of the registry's contract.");

    private static bool IsOfContract(Type type)
        => type.Assembly == typeof(IServiceRegistry).Assembly && !type.IsInterface && !typeof(Exception).IsAssignableFrom(type);
}
