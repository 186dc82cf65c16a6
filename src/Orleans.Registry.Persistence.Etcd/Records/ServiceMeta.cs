using System.Buffers.Binary;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The record of a service that every append compares and replaces; what it says is what counts. Changes in the log beyond
/// <see cref="Revision"/> do not exist (an append that was broken off left them); changes beyond <see cref="Settled"/> exist
/// in the log only and are not yet in the records of instances, overrides, policies and configurations. Immutable.
/// </summary>
internal sealed record ServiceMeta
{
    private const byte FormatVersion = 1;
    private const int Length = 1 + (6 * sizeof(long)) + 1;

    [Flags]
    private enum Marks : byte
    {
        None = 0,
        HasOverrides = 1,
        IsStaging = 2,
    }

    public required Epoch Epoch { get; init; }

    public required Revision Revision { get; init; }

    /// <summary>The oldest change that is kept. Older ones may still lie in the log, in a value with younger ones.</summary>
    public required Revision Oldest { get; init; }

    public required Revision Settled { get; init; }

    /// <summary>How many instances there are, about: only to read services of much different size in equal bites.</summary>
    public required long Instances { get; init; }

    /// <summary>Whether there was ever an override; while there was none, none need be deleted.</summary>
    public bool HasOverrides { get; init; }

    /// <summary>Whether there may be changes beyond <see cref="Revision"/> in the log.</summary>
    public bool IsStaging { get; init; }

    /// <summary>A random number of the write that made this record, by which a writer knows its own.</summary>
    public required long WriteId { get; init; }

    public ByteString Encode()
    {
        var bytes = new byte[Length];
        bytes[0] = FormatVersion;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), Epoch.Value);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), Revision.Value);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(17), Oldest.Value);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(25), Settled.Value);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(33), Instances);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(41), WriteId);
        bytes[49] = (byte)((HasOverrides ? Marks.HasOverrides : 0) | (IsStaging ? Marks.IsStaging : 0));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <exception cref="StoreCorruptException">The bytes are not such a record, or of a newer version.</exception>
    public static ServiceMeta Decode(ByteString value)
    {
        var bytes = value.Span;
        if (bytes.Length < Length || bytes[0] != FormatVersion)
        {
            throw new StoreCorruptException("The head record of a service in etcd is damaged or of a newer version.");
        }

        var marks = (Marks)bytes[49];
        return new ServiceMeta
        {
            Epoch = new Epoch(BinaryPrimitives.ReadUInt64BigEndian(bytes[1..])),
            Revision = new Revision(BinaryPrimitives.ReadInt64BigEndian(bytes[9..])),
            Oldest = new Revision(BinaryPrimitives.ReadInt64BigEndian(bytes[17..])),
            Settled = new Revision(BinaryPrimitives.ReadInt64BigEndian(bytes[25..])),
            Instances = BinaryPrimitives.ReadInt64BigEndian(bytes[33..]),
            WriteId = BinaryPrimitives.ReadInt64BigEndian(bytes[41..]),
            HasOverrides = marks.HasFlag(Marks.HasOverrides),
            IsStaging = marks.HasFlag(Marks.IsStaging),
        };
    }
}
