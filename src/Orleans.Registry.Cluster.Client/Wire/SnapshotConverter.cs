using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Writes a snapshot as an image without a log, and beside it what images do not hold. The image's bytes are made once per
/// snapshot: reads of a service that does not change copy them.
/// </summary>
internal sealed class SnapshotConverter : JsonConverter<ServiceSnapshot>
{
    private const int LargeImage = 64 * 1024;

    public override ServiceSnapshot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var form = JsonSerializer.Deserialize<Form>(ref reader, options)!;

        // Sharing texts pays for its table only where there are many.
        var image = RegistryRecordCodec.ReadImage(form.Image, form.Image.Length > LargeImage ? new RecordCache() : null);
        return new ServiceSnapshot
        {
            Service = image.Service,
            Epoch = image.Epoch,
            Revision = image.Revision,
            ChangedAt = form.ChangedAt,
            Instances = image.Instances,
            Policy = image.Policies.Count == 0 ? VersionedPolicy.BuiltIn : image.Policies[^1],
            ConfigurationVersion = form.ConfigurationVersion,
            Protection = form.Protection,
        };
    }

    public override void Write(Utf8JsonWriter writer, ServiceSnapshot value, JsonSerializerOptions options)
    {
        var image = value.GetOrAddView(Encode);
        JsonSerializer.Serialize(writer, new Form(image.Bytes, value.ChangedAt, value.ConfigurationVersion, value.Protection), options);
    }

    private static Encoded Encode(ServiceSnapshot snapshot)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        RegistryRecordCodec.Write(bytes, new ServiceImage
        {
            Service = snapshot.Service,
            Epoch = snapshot.Epoch,
            Revision = snapshot.Revision,
            Instances = snapshot.Instances,
            Policies = snapshot.Policy.Version == 0 ? [] : [snapshot.Policy],
        });
        return new Encoded(bytes.WrittenSpan.ToArray());
    }

    private sealed record Form(byte[] Image, DateTimeOffset ChangedAt, long ConfigurationVersion, ProtectionStatus? Protection);

    private sealed record Encoded(byte[] Bytes);
}
