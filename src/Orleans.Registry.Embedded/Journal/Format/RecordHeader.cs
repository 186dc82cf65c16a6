using System.Buffers.Binary;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>The five bytes in front of a record: its kind and its length.</summary>
internal static class RecordHeader
{
    public const int Size = 1 + sizeof(int);

    public static void Write(Span<byte> bytes, RecordKind kind, int length)
    {
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], length);
    }

    /// <summary>Takes the next record off the front of a frame's records.</summary>
    /// <exception cref="StoreCorruptException">The frame does not hold records, though its checksum is right.</exception>
    public static RecordKind Take(ref ReadOnlySpan<byte> records, out ReadOnlySpan<byte> body)
    {
        var length = records.Length < Size ? -1 : BinaryPrimitives.ReadInt32LittleEndian(records[1..]);
        if (length < 0 || length > records.Length - Size)
        {
            throw new StoreCorruptException("a frame ends inside a record");
        }

        var kind = (RecordKind)records[0];
        body = records.Slice(Size, length);
        records = records[(Size + length)..];
        return kind;
    }
}
