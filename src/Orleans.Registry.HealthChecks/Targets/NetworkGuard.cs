using System.Net;
using System.Net.Sockets;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// Connects checks to their targets, but not to denied networks. It looks at the addresses that are connected to, after
/// names were resolved: a name that leads somewhere else the second time does not get around it.
/// </summary>
internal sealed class NetworkGuard(IReadOnlyList<IPNetwork> denied)
{
    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody answers there, or the name is unknown.</exception>
    /// <exception cref="DeniedTargetException">The name leads to denied addresses only.</exception>
    public async ValueTask<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        SocketException? failure = null;
        foreach (var address in addresses)
        {
            if (IsDenied(address))
            {
                continue;
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException exception)
            {
                failure = exception;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }

        throw addresses.Length == 0
            ? new SocketException((int)SocketError.HostNotFound)
            : new DeniedTargetException($"'{host}' is in a network that this registry does not check");
    }

    /// <summary>Whether no check may go to an address.</summary>
    public bool IsDenied(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in denied)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }
}
