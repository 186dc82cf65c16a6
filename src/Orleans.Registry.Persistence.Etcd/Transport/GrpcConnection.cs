using System.Net;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// One attempt at one call: gRPC by hand on HTTP/2, because etcd's API needs no more of gRPC than one message each way and a
/// status. Safe to use from many threads; the connections below are shared.
/// </summary>
internal sealed class GrpcConnection(HttpMessageInvoker invoker, TimeProvider time) : IDisposable
{
    /// <summary>Makes the call.</summary>
    /// <exception cref="EtcdCallException">It failed, or was not answered in time.</exception>
    public async Task<TReply> CallAsync<TRequest, TReply>(
        Uri endpoint,
        EtcdMethod<TRequest, TReply> method,
        TRequest request,
        string? token,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : class, IMessage<TReply>
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var message = Compose(endpoint, method.Path, request, token);
            using var response = await invoker.SendAsync(message, either.Token).ConfigureAwait(false);
            return await GrpcReply.ReadAsync(response, method.Parser, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not EtcdCallException && !cancellationToken.IsCancellationRequested)
        {
            // All that can go wrong below HTTP has many types; none of them says whether etcd did what was asked.
            var reason = late.IsCancellationRequested ? $"no answer within {timeout}" : Innermost(e).Message;
            throw new EtcdCallException(EtcdFault.Unreachable, reason, e);
        }
    }

    public void Dispose() => invoker.Dispose();

    private static HttpRequestMessage Compose(Uri endpoint, string path, IMessage request, string? token)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new GrpcRequestContent(request),
        };
        message.Headers.TryAddWithoutValidation("te", "trailers");

        // A member that lost its leader says so at once instead of waiting for one.
        message.Headers.TryAddWithoutValidation("hasleader", "true");
        if (!string.IsNullOrEmpty(token))
        {
            message.Headers.TryAddWithoutValidation("token", token);
        }

        return message;
    }

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e;
    }
}
