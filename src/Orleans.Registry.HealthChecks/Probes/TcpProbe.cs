using System.Net.Sockets;

namespace Orleans.Registry.HealthChecks;

/// <summary>Passes when a TCP connection is made.</summary>
internal sealed class TcpProbe(CheckEndpoint endpoint, NetworkGuard guard) : IProbe
{
    public async ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var socket = await guard.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken).ConfigureAwait(false);
            return ProbeResult.Pass($"connected to {endpoint.Authority}");
        }
        catch (Exception exception) when (exception is SocketException or DeniedTargetException)
        {
            return ProbeResult.Fail($"could not connect to {endpoint.Authority}: {exception.Message}");
        }
    }
}
