using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Writes a snapshot as an image without a log, and beside it what images do not hold. The image's bytes are made once per
/// snapshot, and decoded once in a process that reads it again: reads of a service that does not change copy and compare bytes.
/// </summary>
internal sealed class SnapshotConverter : JsonConverter<ServiceSnapshot>
{
    private const int LargeImage = 64 * 1024;

    private readonly DecodedSnapshots _decoded = new();

    public override ServiceSnapshot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => _decoded.GetOrDecode(JsonSerializer.Deserialize<SnapshotForm>(ref reader, options)!, Decode);

    public override void Write(Utf8JsonWriter writer, ServiceSnapshot value, JsonSerializerOptions options)
    {
        var image = value.GetOrAddView(Encode);
        JsonSerializer.Serialize(writer, new SnapshotForm(image.Bytes, value.ChangedAt, value.ConfigurationVersion, value.Protection), options);
    }

    private static ServiceSnapshot Decode(SnapshotForm form)
    {
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

    private sealed record Encoded(byte[] Bytes);
}
