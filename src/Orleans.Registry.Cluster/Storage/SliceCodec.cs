using System.Buffers;

namespace Orleans.Registry.Cluster;

/// <summary>The stored form of slices: images that hold only some kinds of records, as <see cref="RegistryRecordCodec"/> writes them. Pure.</summary>
internal static class SliceCodec
{
    public static byte[] Encode(ServiceImage image)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        RegistryRecordCodec.Write(bytes, image);
        return bytes.WrittenSpan.ToArray();
    }

    public static ServiceImage Decode(byte[] data, RecordCache? cache = null) => RegistryRecordCodec.ReadImage(data, cache);

    /// <summary>A piece of a log.</summary>
    public static byte[] EncodeLog(ServiceName service, ulong epoch, IReadOnlyList<ServiceChange> changes)
        => changes.Count == 0
            ? []
            : Encode(new ServiceImage { Service = service, Epoch = new Epoch(epoch), Revision = changes[^1].Revision, Instances = [], Log = changes });

    /// <summary>Reads a piece of a log.</summary>
    public static IReadOnlyList<ServiceChange> DecodeLog(byte[] data, RecordCache? cache = null) => data.Length == 0 ? [] : Decode(data, cache).Log;
}
