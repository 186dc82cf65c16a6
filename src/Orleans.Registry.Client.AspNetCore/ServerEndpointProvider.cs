using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Orleans.Registry.Client.AspNetCore;

/// <summary>Finds out where others can call this host, from the addresses its server listens at.</summary>
internal sealed class ServerEndpointProvider(IServer? server = null) : IHostEndpointProvider
{
    // Asked once the server listens: before that a dynamic port is not known.
    public HostEndpoint Find(string protocol)
    {
        var addresses = server?.Features.Get<IServerAddressesFeature>()?.Addresses;
        var listening = addresses?.Select(BindingAddress.Parse).Where(static a => !a.IsUnixPipe && !a.IsNamedPipe).ToList() ?? [];
        var chosen = listening.Find(a => string.Equals(a.Scheme, protocol, StringComparison.OrdinalIgnoreCase)) ?? listening.FirstOrDefault();
        return chosen is null
            ? new HostEndpoint(OutwardAddress(), 0, "http")
            : new HostEndpoint(Reachable(chosen.Host), chosen.Port, chosen.Scheme.ToLowerInvariant());
    }

    private static string Reachable(string host)
    {
        var bare = host.Trim('[', ']');
        if (IPAddress.TryParse(bare, out var ip))
        {
            return ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) ? OutwardAddress() : bare;
        }

        // Kestrel takes every name but localhost for "listen everywhere".
        return string.Equals(bare, "localhost", StringComparison.OrdinalIgnoreCase) ? "localhost" : OutwardAddress();
    }

    private static string OutwardAddress()
    {
        var addresses =
            from network in NetworkInterface.GetAllNetworkInterfaces()
            where network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback
            let properties = network.GetIPProperties()
            from unicast in properties.UnicastAddresses
            where unicast.Address.AddressFamily == AddressFamily.InterNetwork
            orderby properties.GatewayAddresses.Count > 0 descending
            select unicast.Address.ToString();
        return addresses.FirstOrDefault() ?? IPAddress.Loopback.ToString();
    }
}
