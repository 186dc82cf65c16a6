using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Reads the reply to a gRPC call with one reply message: the frame, then the status in the trailers.</summary>
internal static class GrpcReply
{
    // Nothing the store asks for comes near; a length beyond it is a broken or foreign server.
    private const uint MaxMessage = 1u << 30;

    public static async Task<TReply> ReadAsync<TReply>(
        HttpResponseMessage response, MessageParser<TReply> parser, CancellationToken cancellationToken)
        where TReply : class, IMessage<TReply>
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new EtcdCallException(EtcdFault.Unreachable, $"HTTP status {(int)response.StatusCode} instead of a gRPC reply");
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        var reply = await ReadMessageAsync(stream, parser, cancellationToken).ConfigureAwait(false);
        var status = Status(response);
        if (status.Code != 0)
        {
            throw new EtcdCallException(status.Fault, status.Explain());
        }

        return reply ?? throw new EtcdCallException(EtcdFault.Unreachable, "the reply is empty");
    }

    private static async Task<TReply?> ReadMessageAsync<TReply>(
        Stream stream, MessageParser<TReply> parser, CancellationToken cancellationToken)
        where TReply : class, IMessage<TReply>
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var filled = await FillAsync(stream, buffer, GrpcRequestContent.PrefixLength, cancellationToken).ConfigureAwait(false);
            if (filled == 0)
            {
                return null;
            }

            var length = MessageLength(buffer.AsSpan(0, filled));
            var end = GrpcRequestContent.PrefixLength + length;
            buffer = Grow(buffer, filled, end + 1);

            // One byte more than the message: reading on to the end of the stream is what brings the trailers.
            filled += await FillAsync(stream, buffer.AsMemory(filled), Math.Max(0, end + 1 - filled), cancellationToken).ConfigureAwait(false);
            return filled == end
                ? parser.ParseFrom(buffer, GrpcRequestContent.PrefixLength, length)
                : throw new EtcdCallException(EtcdFault.Unreachable, $"the reply has {filled} bytes and announced {end}");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new EtcdCallException(EtcdFault.Unreachable, "the reply is not a message of etcd", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ValueTask<int> FillAsync(Stream stream, Memory<byte> buffer, int least, CancellationToken cancellationToken)
        => stream.ReadAtLeastAsync(buffer, least, throwOnEndOfStream: false, cancellationToken);

    private static int MessageLength(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < GrpcRequestContent.PrefixLength || prefix[0] != 0)
        {
            throw new EtcdCallException(EtcdFault.Unreachable, "the reply is not an uncompressed gRPC message");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= MaxMessage
            ? (int)length
            : throw new EtcdCallException(EtcdFault.Unreachable, $"the reply announces {length} bytes");
    }

    private static byte[] Grow(byte[] buffer, int filled, int size)
    {
        if (buffer.Length >= size)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // A call that fails at once has its status among the headers and no body.
    private static GrpcStatus Status(HttpResponseMessage response)
    {
        var text = Header(response, "grpc-status");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new GrpcStatus(code, Uri.UnescapeDataString(Header(response, "grpc-message") ?? string.Empty))
            : throw new EtcdCallException(EtcdFault.Unreachable, "the reply ended without a status");
    }

    private static string? Header(HttpResponseMessage response, string name)
    {
        if (response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values))
        {
            return values.FirstOrDefault();
        }

        return null;
    }
}
