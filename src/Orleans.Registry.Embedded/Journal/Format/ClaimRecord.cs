using System.Buffers.Binary;
using System.Text;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>The stored form of a claim: token, time to live in ticks, owner.</summary>
internal static class ClaimRecord
{
    private const int FixedSize = 2 * sizeof(long);

    public static byte[] Write(StoreClaim claim)
    {
        var owner = Encoding.UTF8.GetBytes(claim.Owner);
        var bytes = new byte[FixedSize + owner.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, claim.Token.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), claim.Ttl.Ticks);
        owner.CopyTo(bytes, FixedSize);
        return bytes;
    }

    public static StoreClaim Read(ReadOnlySpan<byte> bytes)
        => bytes.Length < FixedSize
            ? throw new StoreCorruptException("a claim is too short")
            : new StoreClaim(
                new FencingToken(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
                Encoding.UTF8.GetString(bytes[FixedSize..]),
                new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..])),
                IsAlive: false);
}
