using System.Net;
using StackExchange.Redis;

namespace Orleans.Registry.Silo;

/// <summary>What the program runs, for the line it logs at its start; without secrets.</summary>
/// <param name="Parts">Engine, store, cluster, gateway: one text each.</param>
/// <param name="DashboardPath">Where the Orleans dashboard is; <c>null</c> for none.</param>
/// <param name="Lost">What is in memory only and ends with the process; <c>null</c> for nothing.</param>
internal sealed record StartDescription(IReadOnlyList<string> Parts, string? DashboardPath, string? Lost)
{
    public static StartDescription Embedded(SiloOptions options, IConfigurationSection section)
    {
        var store = options.IsInMemory ? "memory"
            : SiloOptions.Is(options.Store, "redis") ? $"redis at {RedisServers(section["Redis:ConnectionString"])}"
            : SiloOptions.Is(options.Store, "etcd") ? $"etcd at {EtcdMembers(section)}"
            : $"journal in {Path.GetFullPath(options.Data)}";
        var durability = options.IsInMemory ? "nothing is kept"
            : !SiloOptions.Is(options.Store, "journal") ? "as the store promises"
            : SiloOptions.Is(options.Durability, "os") ? "os (a power cut may take the last second)"
            : "fsync (acknowledged writes are on disk)";
        List<string> parts = ["engine embedded", $"store {store}", $"durability {durability}"];
        if (options.Standby)
        {
            parts.Add("standby");
        }

        return new StartDescription(parts, null, options.IsInMemory ? "Everything is in memory and goes with this process." : null);
    }

    public static StartDescription Orleans(SiloOptions options, OrleansClusterOptions cluster, IConfigurationSection section, string redis)
    {
        var isInMemory = SiloOptions.Is(options.Store, "memory");
        var store = isInMemory ? "memory"
            : options.Store.StartsWith("redis", StringComparison.OrdinalIgnoreCase) ? $"{options.Store} at {RedisServers(redis)}"
            : $"{options.Store} at {EtcdMembers(section)}";
        var membership = cluster.IsOnRedis ? $"redis at {RedisServers(redis)}" : "this machine only";
        return new StartDescription(
            [
                "engine orleans",
                $"store {store}",
                $"durability {(isInMemory ? "nothing is kept" : "as the store promises")}",
                $"cluster {cluster.ClusterId} (membership: {membership})",
                $"silo {cluster.Advertise}:{cluster.SiloPort}",
                $"gateway {cluster.Advertise}:{cluster.GatewayPort}",
            ],
            OrleansEngine.DashboardPath,
            isInMemory ? "Everything is in memory and goes with this process, or with the last silo of its cluster." : null);
    }

    /// <summary>The servers of a connection string, without the rest of it, which may hold a password.</summary>
    public static string RedisServers(string? connectionString)
    {
        try
        {
            return string.Join(", ", ConfigurationOptions.Parse(connectionString ?? "localhost:6379").EndPoints.Select(Describe));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // Who connects says what is wrong with it.
            return "an unreadable address";
        }
    }

    private static string EtcdMembers(IConfigurationSection section)
        => string.Join(", ", section.GetSection("Etcd:Endpoints").Get<string[]>() ?? ["http://127.0.0.1:2379"]);

    private static string Describe(EndPoint server)
        => server is DnsEndPoint dns ? FormattableString.Invariant($"{dns.Host}:{dns.Port}") : server.ToString() ?? string.Empty;
}
