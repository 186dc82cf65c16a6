using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Orleans.Registry.HealthChecks;

/// <summary>Makes what http and grpc checks send their requests with, and says in words why a request failed.</summary>
internal static class ProbeHttp
{
    /// <summary>
    /// For many requests of HTTP/1.1: each has a connection of its own, so that a check finds out whether one can be made.
    /// </summary>
    public static HttpMessageInvoker Create(HealthCheckOptions options, NetworkGuard guard)
    {
        var handler = NewHandler(options, guard);
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        handler.PooledConnectionIdleTimeout = TimeSpan.Zero;
        return new HttpMessageInvoker(handler);
    }

    /// <summary>
    /// For one request of HTTP/2. Its connection outlives it: a pool that is told to keep none forgets it without closing it, and
    /// only one that keeps it closes it when it is disposed of itself.
    /// </summary>
    public static HttpMessageInvoker CreateForOne(HealthCheckOptions options, NetworkGuard guard) => new(NewHandler(options, guard));

    /// <summary>No proxy, no cookies.</summary>
    private static SocketsHttpHandler NewHandler(HealthCheckOptions options, NetworkGuard guard)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = options.FollowRedirects && options.AllowedTargets == HealthCheckTargets.Any,
            MaxAutomaticRedirections = 5,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            ConnectCallback = async (context, cancellationToken) => new NetworkStream(
                await guard.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false),
                ownsSocket: true),
        };
        if (options.AcceptAnyCertificate)
        {
#pragma warning disable CA5359 // Asked for, and nothing is sent that the other end must not see.
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359
        }

        return handler;
    }

    /// <summary>The innermost reason says what happened; those around it say that something did.</summary>
    public static string Explain(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }
}
