using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Client;

/// <summary>
/// Addresses that name a service where others name a host: <c>http://orders/...</c>, <c>https://orders/...</c>, and
/// <c>https+http://orders/...</c> for whichever the instance speaks. IP addresses, <c>localhost</c> and addresses with a port of
/// their own name hosts.
/// </summary>
internal static class ServiceUri
{
    private const string Either = "https+http";

    public static bool TryGetService([NotNullWhen(true)] Uri? uri, out ServiceName service)
    {
        service = default;
        if (uri is null || !uri.IsAbsoluteUri || uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return false;
        }

        return (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Either)
            && (uri.IsDefaultPort || uri.Port < 0)
            && uri.Host != "localhost"
            && ServiceName.TryParse(uri.Host, out service);
    }

    /// <summary>The address of one instance. What is asked for over TLS is never sent without.</summary>
    public static Uri AddressOf(Uri uri, ServiceInstance instance)
    {
        var overTls = uri.Scheme == Uri.UriSchemeHttps || string.Equals(instance.Details.Protocol, Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
        return new UriBuilder(uri)
        {
            Scheme = overTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp,
            Host = instance.Address,
            Port = instance.Port == 0 ? -1 : instance.Port,
        }.Uri;
    }
}
