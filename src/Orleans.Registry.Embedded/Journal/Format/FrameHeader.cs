using System.Buffers.Binary;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// The first 32 bytes of a frame, which is what one write brings to a file: one or more records under one checksum, so that
/// a write which a crash cut short is seen as a whole.
/// </summary>
/// <param name="Length">Bytes of records that follow.</param>
/// <param name="Records">How many records they are.</param>
/// <param name="Sequence">One more than that of the frame before, over all segments of a store.</param>
/// <param name="SyncedTo">How much of the file was known to be on the disk when the frame was written.</param>
internal readonly record struct FrameHeader(int Length, int Records, long Sequence, long SyncedTo)
{
    /// <summary>Its length in bytes.</summary>
    public const int Size = 32;

    /// <summary>Most bytes of records in a frame.</summary>
    public const int MaxLength = 1 << 30;

    /// <summary>How every frame begins: <c>ORF1</c>.</summary>
    public static ReadOnlySpan<byte> Magic => "ORF1"u8;

    /// <summary>Writes the header in front of a frame's records.</summary>
    public void Write(Span<byte> frame, uint seed)
    {
        Magic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame[12..], Records);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], SyncedTo);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum.Of(frame[8..(Size + Length)], seed));
    }

    /// <summary>Reads a header without its checksum; false when these bytes cannot be one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
        {
            return false;
        }

        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        return header.Length is >= 0 and <= MaxLength && header.Records > 0;
    }

    /// <summary>Whether a whole frame, header and records, is what was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> frame, uint seed)
        => Checksum.Of(frame[8..], seed) == BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);
}
