using System.Buffers.Binary;
using System.Text;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// The two messages of the gRPC health protocol, each with one field, as framed protocol buffers
/// (https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
/// </summary>
internal static class GrpcHealthMessage
{
    public const int PrefixLength = 5;

    // Field 1, length-delimited: the service's name.
    private const byte ServiceTag = 0x0a;

    // Field 1, number: the status.
    private const ulong StatusTag = 0x08;

    /// <summary>Asks for a service; empty for the server as a whole.</summary>
    public static byte[] Request(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        List<byte> message = [];
        if (name.Length > 0)
        {
            message.Add(ServiceTag);
            var length = (uint)name.Length;
            for (; length >= 0x80; length >>= 7)
            {
                message.Add((byte)(length | 0x80));
            }

            message.Add((byte)length);
            message.AddRange(name);
        }

        var frame = new byte[PrefixLength + message.Count];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Count);
        message.CopyTo(frame, PrefixLength);
        return frame;
    }

    /// <summary>Reads the status out of a framed reply; false when it is none. A reply without the field says 0, unknown.</summary>
    public static bool TryReadStatus(ReadOnlySpan<byte> frame, out int status)
    {
        status = 0;
        if (frame.Length < PrefixLength || frame[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(frame[1..]) != (uint)(frame.Length - PrefixLength))
        {
            return false;
        }

        var rest = frame[PrefixLength..];
        while (rest.Length > 0)
        {
            if (!TryReadNumber(ref rest, out var tag))
            {
                return false;
            }

            if (tag == StatusTag)
            {
                if (!TryReadNumber(ref rest, out var value))
                {
                    return false;
                }

                status = (int)Math.Min(value, int.MaxValue);
            }
            else if (!TrySkip(ref rest, (int)(tag & 7)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> rest, int wireType)
    {
        ulong length;
        switch (wireType)
        {
            case 0:
                return TryReadNumber(ref rest, out _);
            case 1:
                length = 8;
                break;
            case 2 when TryReadNumber(ref rest, out length):
                break;
            case 5:
                length = 4;
                break;
            default:
                return false;
        }

        if (length > (ulong)rest.Length)
        {
            return false;
        }

        rest = rest[(int)length..];
        return true;
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        for (var i = 0; i < rest.Length && i < 10; i++)
        {
            value |= (ulong)(rest[i] & 0x7f) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
