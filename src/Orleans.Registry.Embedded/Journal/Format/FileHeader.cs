using System.Buffers.Binary;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>The first 64 bytes of every file.</summary>
/// <param name="Kind">Segment or snapshot.</param>
/// <param name="StoreId">Drawn when the store was created: files of two stores do not mix.</param>
/// <param name="Number">The segment's number, or the last segment that the snapshot covers.</param>
/// <param name="FirstSequence">Segment: the sequence of its first frame. Snapshot: of the first frame to replay on top.</param>
/// <param name="CreatedAt">When it was made, for people.</param>
internal readonly record struct FileHeader(FileKind Kind, Guid StoreId, long Number, long FirstSequence, DateTimeOffset CreatedAt)
{
    /// <summary>The version of everything in the files but the records themselves, which carry their own.</summary>
    public const uint FormatVersion = 1;

    /// <summary>Its length in bytes.</summary>
    public const int Size = 64;

    private const int ChecksumAt = 12;

    /// <summary>Writes it into <see cref="Size"/> bytes and returns the seed of the checksums of the file's frames.</summary>
    public uint Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], FormatVersion);
        StoreId.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], CreatedAt.UtcTicks);
        var checksum = Checksum.Of(bytes[..Size]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], checksum);
        return checksum;
    }

    /// <summary>Reads it and returns the seed of the checksums of the file's frames.</summary>
    /// <exception cref="StoreCorruptException">It is not the header of a file that this version may read.</exception>
    public static (FileHeader Header, uint Seed) Read(IJournalFile file, FileKind expected)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var length = file.Read(bytes, 0);
        if (length < sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != (ulong)expected)
        {
            throw Damage.Of(file.Path, 0, $"this is not a registry {expected} file".ToLowerInvariant(), Damage.Restore);
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length >= ChecksumAt && version > FormatVersion)
        {
            throw new StoreCorruptException(
                $"'{file.Path}' is of journal format {version}; this version reads formats 1 to {FormatVersion}. "
                + "Start the version of the registry that wrote it, or a newer one.");
        }

        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]);
        bytes.Slice(ChecksumAt, sizeof(uint)).Clear();
        if (length < Size || version == 0 || Checksum.Of(bytes) != checksum)
        {
            throw Damage.Of(file.Path, 0, "the file header is damaged", Damage.Restore);
        }

        return (Parse(bytes, expected), checksum);
    }

    private static FileHeader Parse(ReadOnlySpan<byte> bytes, FileKind kind) => new(
        kind,
        new Guid(bytes.Slice(16, 16)),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
        new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]), TimeSpan.Zero));
}
