using System.Diagnostics.CodeAnalysis;
using System.Net;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>Reads connection strings and says where a store is without giving away how it logs in.</summary>
internal static class RedisConnectionText
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out ConfigurationOptions? parsed, out string reason)
    {
        parsed = null;
        reason = "must name at least one server as host:port";
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        try
        {
            parsed = ConfigurationOptions.Parse(text, ignoreUnknown: false);
            return parsed.EndPoints.Count > 0;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // The message of the library may quote the text, and with it a password.
            reason = "cannot be read: expected host:port[,host:port...][,setting=value...] with settings of StackExchange.Redis";
            return false;
        }
    }

    /// <summary>Servers, user, database, TLS and prefix; never a password.</summary>
    public static string Describe(RedisRegistryStoreOptions options)
    {
        if (!TryParse(options.ConnectionString, out var parsed, out _))
        {
            return $"Redis (unreadable connection string), prefix '{options.KeyPrefix}'";
        }

        parsed.Ssl |= options.UseTls;
        parsed.SetDefaultPorts();
        var servers = string.Join(", ", parsed.EndPoints.Select(Describe));
        var user = options.User.Length == 0 ? string.Empty : $" as '{options.User}'";
        var tls = parsed.Ssl ? " over TLS" : string.Empty;
        return $"Redis at {servers}{tls}{user}, database {options.Database ?? parsed.DefaultDatabase ?? 0}, prefix '{options.KeyPrefix}'";
    }

    private static string Describe(EndPoint server) => server switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => server.ToString() ?? string.Empty,
    };
}
