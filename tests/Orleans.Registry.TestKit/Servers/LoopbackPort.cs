using System.Net;
using System.Net.Sockets;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>Draws TCP ports of the loopback interface that nobody listens on.</summary>
public static class LoopbackPort
{
    /// <summary>
    /// A port that was free a moment ago. Another process may take it before it is used: whoever starts a server on it must be
    /// ready to try again with another.
    /// </summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
