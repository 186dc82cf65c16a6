using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>
/// The request of an etcd watch in gRPC: one message that asks for a key, after which the stream stays open, because etcd ends a
/// watch whose requests end.
/// </summary>
internal sealed class EtcdWatchContent : HttpContent
{
    private readonly byte[] _message;
    private readonly CancellationToken _stop;

    public EtcdWatchContent(string key, CancellationToken stop)
    {
        // WatchRequest { create_request = 1: WatchCreateRequest { key = 1 } }, behind gRPC's five bytes of flag and length.
        var name = Encoding.UTF8.GetBytes(key);
        byte[] create = [0x0A, (byte)name.Length, .. name];
        byte[] request = [0x0A, (byte)create.Length, .. create];
        _message = [0, 0, 0, 0, (byte)request.Length, .. request];
        _stop = stop;
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_message, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
