using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The value of a log key: consecutive changes of one append, or of a piece of a large one. A format byte, the append's write
/// id, then each change as its length (4 bytes) and its record, which carries the instance before it, too.
/// </summary>
/// <param name="First">The first change's revision.</param>
/// <param name="Last">The last change's.</param>
/// <param name="Value">The bytes.</param>
internal sealed record LogPart(Revision First, Revision Last, ByteString Value)
{
    private const byte FormatVersion = 1;
    private const int HeadLength = 1 + sizeof(long);

    /// <summary>Writes changes as parts of at most some bytes, if a single change is not larger.</summary>
    public static List<LogPart> Encode(IReadOnlyList<ServiceChange> changes, long writeId, int maxBytes)
    {
        List<LogPart> parts = [];
        var output = new ArrayBufferWriter<byte>(1024);
        var first = Revision.None;
        Begin(output, writeId);
        for (var i = 0; i < changes.Count; i++)
        {
            var before = output.WrittenCount;
            var record = Encode(changes[i]);
            if (before > HeadLength && before + sizeof(int) + record.WrittenCount > maxBytes)
            {
                parts.Add(new LogPart(first, changes[i - 1].Revision, ByteString.CopyFrom(output.WrittenSpan)));
                output.ResetWrittenCount();
                Begin(output, writeId);
            }

            first = output.WrittenCount == HeadLength ? changes[i].Revision : first;
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), record.WrittenCount);
            output.Advance(sizeof(int));
            output.Write(record.WrittenSpan);
        }

        parts.Add(new LogPart(first, changes[^1].Revision, ByteString.CopyFrom(output.WrittenSpan)));
        return parts;
    }

    /// <summary>Reads the changes of a service out of the value of a log key.</summary>
    /// <exception cref="StoreCorruptException">The bytes are not such a value.</exception>
    public static void Decode(ByteString value, ServiceName service, ICollection<ServiceChange> changes, RecordCache? cache)
    {
        var rest = Check(value)[HeadLength..];
        while (rest.Length > 0)
        {
            var length = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32BigEndian(rest);
            if (length < 0 || length > rest.Length - sizeof(int))
            {
                throw new StoreCorruptException($"A log record of '{service}' in etcd ends early.");
            }

            changes.Add(RegistryRecordCodec.ReadChange(rest.Slice(sizeof(int), length), service, before: null, cache));
            rest = rest[(sizeof(int) + length)..];
        }
    }

    /// <summary>The write id of the append that wrote a value.</summary>
    public static long WriteIdOf(ByteString value) => BinaryPrimitives.ReadInt64BigEndian(Check(value)[1..]);

    private static ReadOnlySpan<byte> Check(ByteString value)
        => value.Length >= HeadLength && value[0] == FormatVersion
            ? value.Span
            : throw new StoreCorruptException("A log record in etcd is damaged or of a newer version.");

    private static void Begin(ArrayBufferWriter<byte> output, long writeId)
    {
        var head = output.GetSpan(HeadLength);
        head[0] = FormatVersion;
        BinaryPrimitives.WriteInt64BigEndian(head[1..], writeId);
        output.Advance(HeadLength);
    }

    private static ArrayBufferWriter<byte> Encode(ServiceChange change)
    {
        var record = new ArrayBufferWriter<byte>(512);
        RegistryRecordCodec.Write(record, change);
        return record;
    }
}
