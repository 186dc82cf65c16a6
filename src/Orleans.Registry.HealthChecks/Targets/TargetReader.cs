using System.Globalization;

namespace Orleans.Registry.HealthChecks;

/// <summary>Reads the targets of http, tcp and grpc checks. What a target leaves out is taken from the instance.</summary>
internal static class TargetReader
{
    private const string NoPort = "must name a port, for the instance has none";

    /// <summary>Where a check goes; what is wrong with its target when that cannot be said.</summary>
    public static CheckEndpoint? Read(HealthCheckDefinition check, InstanceDetails details, out string error)
    {
        var target = check.Target.Trim();
        var endpoint = target.Contains("://", StringComparison.Ordinal)
            ? ReadUrl(check.Kind, target, out error)
            : ReadPlace(check.Kind, target, details, out error);
        if (endpoint is not null && check.Kind == HealthCheckKind.Http && !Uri.TryCreate(Text(endpoint), UriKind.Absolute, out _))
        {
            error = RuleOf(check.Kind);
            return null;
        }

        return endpoint;
    }

    private static string Text(CheckEndpoint endpoint) => $"http://{endpoint.Authority}{endpoint.Path}";

    private static CheckEndpoint? ReadUrl(HealthCheckKind kind, string target, out string error)
    {
        error = RuleOf(kind);
        if (kind == HealthCheckKind.Tcp || !Uri.TryCreate(target, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            error = "must not hold a user name or password, which everybody could read";
            return null;
        }

        var path = kind == HealthCheckKind.Grpc && url.PathAndQuery == "/" ? string.Empty : url.PathAndQuery;
        return new CheckEndpoint(url.Scheme == Uri.UriSchemeHttps, url.IdnHost, url.Port, path);
    }

    // [host][:port][/path]: a host only where the kind says how to call it without a scheme.
    private static CheckEndpoint? ReadPlace(HealthCheckKind kind, string target, InstanceDetails details, out string error)
    {
        error = RuleOf(kind);
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        var (place, path) = slash < 0 ? (target, string.Empty) : (target[..slash], target[slash..]);
        if (kind == HealthCheckKind.Tcp && slash >= 0)
        {
            return null;
        }

        var colon = place.LastIndexOf(':');
        var host = colon < 0 ? place : place[..colon];
        var port = details.Port;
        if (colon >= 0 && !TryReadPort(place[(colon + 1)..], out port))
        {
            return null;
        }

        if (host.Length == 0)
        {
            error = port == 0 ? NoPort : string.Empty;
            return port == 0 ? null : new CheckEndpoint(IsSecure(details.Protocol), details.Address, port, path);
        }

        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return kind != HealthCheckKind.Http && colon > 0 && Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? new CheckEndpoint(false, host, port, path)
            : null;
    }

    private static bool TryReadPort(string text, out int port)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    private static bool IsSecure(string protocol)
        => protocol.Equals("https", StringComparison.OrdinalIgnoreCase) || protocol.Equals("grpcs", StringComparison.OrdinalIgnoreCase);

    private static string RuleOf(HealthCheckKind kind) => kind switch
    {
        HealthCheckKind.Http => "must be empty, a path such as /health, a port and path such as :8081/health, or a http or https URL",
        HealthCheckKind.Tcp => "must be empty, :port or host:port",
        _ => "must be empty, :port, host:port or a http or https URL, each with or without /service behind it, or /service alone",
    };
}
