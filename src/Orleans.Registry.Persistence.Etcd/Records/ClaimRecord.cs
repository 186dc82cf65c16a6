using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The value of the token key. It begins with the token in an order in which bytes compare like numbers, so that a
/// transaction can ask "no higher token than mine" with one comparison of values.
/// </summary>
/// <param name="Token">The last token that was drawn.</param>
/// <param name="Ttl">How long the claim holds without a renewal.</param>
/// <param name="WriteId">A random number of the claim, by which its writer knows its own.</param>
/// <param name="Owner">Who drew it; empty when nobody has yet.</param>
internal sealed record ClaimRecord(FencingToken Token, TimeSpan Ttl, long WriteId, string Owner)
{
    private const int HeadLength = 3 * sizeof(long);

    public ByteString Encode()
    {
        var bytes = new byte[HeadLength + Encoding.UTF8.GetByteCount(Owner)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Token.Value);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), Ttl.Ticks);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), WriteId);
        Encoding.UTF8.GetBytes(Owner, bytes.AsSpan(HeadLength));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <exception cref="StoreCorruptException">The bytes are not such a record.</exception>
    public static ClaimRecord Decode(ByteString value)
    {
        var bytes = value.Span;
        return bytes.Length >= HeadLength
            ? new ClaimRecord(
                new FencingToken(BinaryPrimitives.ReadInt64BigEndian(bytes)),
                new TimeSpan(BinaryPrimitives.ReadInt64BigEndian(bytes[8..])),
                BinaryPrimitives.ReadInt64BigEndian(bytes[16..]),
                Encoding.UTF8.GetString(bytes[HeadLength..]))
            : throw new StoreCorruptException("The fencing token in etcd is damaged.");
    }

    /// <summary>A value that is above every record of this token and lower ones, and below those of higher ones.</summary>
    public static ByteString Above(FencingToken token)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, token.Value + 1);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The value of the alive key.</summary>
    public static ByteString AliveValue(FencingToken token)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, token.Value);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
