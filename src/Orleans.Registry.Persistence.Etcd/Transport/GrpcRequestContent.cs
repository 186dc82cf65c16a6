using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// One message as the body of a gRPC request: a byte that says "not compressed", four bytes of length, the message
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
/// </summary>
internal sealed class GrpcRequestContent : HttpContent
{
    public const int PrefixLength = 5;
    private static readonly MediaTypeHeaderValue MediaType = new("application/grpc");
    private readonly byte[] _frame;

    public GrpcRequestContent(IMessage message)
    {
        var size = message.CalculateSize();
        _frame = new byte[PrefixLength + size];
        BinaryPrimitives.WriteUInt32BigEndian(_frame.AsSpan(1), (uint)size);
        message.WriteTo(_frame.AsSpan(PrefixLength));
        Headers.ContentType = MediaType;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        => stream.WriteAsync(_frame, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _frame.Length;
        return true;
    }
}
