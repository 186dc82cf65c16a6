using System.Buffers.Binary;
using Google.Protobuf;

namespace Orleans.Registry.Cluster.Etcd;

/// <summary>
/// What stands under a grain's key: its serialized state, the id of the write that put it there (8 bytes), and a byte that says
/// whether there is a state. The id tells a writer whose answer was lost that the value is its own. Immutable.
/// </summary>
/// <param name="State">The serialized state; <c>null</c> when it was cleared and its key kept.</param>
/// <param name="WriteId">Which write it was.</param>
internal readonly record struct StoredState(ReadOnlyMemory<byte>? State, long WriteId)
{
    private const int IdLength = sizeof(long);
    private const int TailLength = IdLength + 1;
    private const byte Present = 1;
    private const byte Cleared = 2;

    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">It is none of this storage.</exception>
    public static StoredState Decode(ByteString value)
    {
        var bytes = value.Memory;
        var length = bytes.Length - TailLength;
        if (length < 0 || bytes.Span[^1] is not (Present or Cleared) || (bytes.Span[^1] == Cleared && length > 0))
        {
            throw new FormatException("The value is no grain state of this storage.");
        }

        var id = BinaryPrimitives.ReadInt64BigEndian(bytes.Span[length..]);
        return bytes.Span[^1] == Present ? new StoredState(bytes[..length], id) : new StoredState(null, id);
    }

    public ByteString Encode()
    {
        var length = State?.Length ?? 0;
        var bytes = new byte[length + TailLength];
        State?.Span.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(length), WriteId);
        bytes[^1] = State is null ? Cleared : Present;
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
