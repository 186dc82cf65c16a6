namespace Orleans.Registry.Silo;

/// <summary>
/// The switches of the program, each a short name for a key of its configuration. A configuration key itself is a switch
/// too (<c>--Registry:Redis:KeyPrefix x</c>).
/// </summary>
internal static class SiloCommandLine
{
    private static readonly (string Switch, string Key, string Help)[] Known =
    [
        ("--engine", "Registry:Engine", "embedded (default, this process alone) or orleans (a cluster of silos)"),
        ("--store", "Registry:Store", "journal (default), memory, redis, etcd; with orleans also redis-direct, etcd-direct"),
        ("--data", "Registry:Data", "directory of the journal; default ./data"),
        ("--durability", "Registry:Durability", "fsync (default), os, memory: what an acknowledgement means"),
        ("--address", "Registry:Address", "IP address to listen on; default 127.0.0.1"),
        ("--port", "Registry:Port", "port to listen on; default 8500, 0 for a free one"),
        ("--urls", "urls", "listen on these instead, e.g. http://0.0.0.0:8500"),
        ("--log-capacity", "Registry:LogCapacity", "changes kept per service; default 4096"),
        ("--lease-grace", "Registry:LeaseGraceSeconds", "seconds without expiries after a start; default 2"),
        ("--redis", "Registry:Redis:ConnectionString", "Redis servers; default localhost:6379"),
        ("--redis-prefix", "Registry:Redis:KeyPrefix", "what all keys in Redis begin with; default registry"),
        ("--etcd", "Registry:Etcd:Endpoints:0", "etcd member; default http://127.0.0.1:2379; more as --Registry:Etcd:Endpoints:1 ..."),
        ("--cluster", "Registry:Cluster:Membership", "orleans: local (default, one machine) or redis (production)"),
        ("--cluster-id", "Registry:Cluster:ClusterId", "orleans: name of the cluster; default registry"),
        ("--silo-port", "Registry:Cluster:SiloPort", "orleans: port for other silos; default 11111"),
        ("--gateway-port", "Registry:Cluster:GatewayPort", "orleans: port for Orleans clients; default 30000"),
        ("--advertise", "Registry:Cluster:Advertise", "orleans: IP address that other silos reach this one at, or auto; default 127.0.0.1"),
        ("--etcd-prefix", "Registry:Etcd:KeyPrefix", "what all keys in etcd begin with; default orleans-registry"),
        ("--standby", "Registry:Standby", "follow the registry that holds the store, and take over when it is gone (redis, etcd)"),
        ("--take-over", "Registry:TakeOver", "take the store from a registry that is alive"),
        ("--claim-ttl", "Registry:ClaimTtlSeconds", "seconds a claim on the store lives without a renewal; default 10"),
        ("--store-wait", "Registry:StoreWaitSeconds", "seconds a start waits for redis or etcd to answer; default 60, 0 for not at all"),
        ("--allow-script-checks", "Registry:AllowScriptChecks", "let instances have programs run on this machine as health checks"),
        ("--check-concurrency", "Registry:HealthChecks:MaxConcurrency", "health checks that run at the same time; default 256"),
        ("--check-targets", "Registry:HealthChecks:AllowedTargets", "any (default), or ownAddress: checks go to the instance's own address only"),
        ("--logs", "Registry:Logs", "text (default) or json"),
        ("--environment", "environment", "name of the environment; picks appsettings.NAME.json"),
    ];

    /// <summary>Switches that stand alone.</summary>
    private static readonly string[] Flags = ["--standby", "--take-over", "--allow-script-checks"];

    /// <summary>What the configuration reads the switches with.</summary>
    public static Dictionary<string, string> Mappings => Known.ToDictionary(static k => k.Switch, static k => k.Key, StringComparer.OrdinalIgnoreCase);

    public static bool AsksForHelp(string[] args) => args.Any(static a => a is "--help" or "-h" or "-?");

    public static string Help =>
        "Orleans.Registry: a service registry.\n\nUsage: silo [switch value]...\n       silo copy --from STORE --to STORE (see silo copy --help)\n\n"
        + string.Concat(Known.Select(static k => $"  {k.Switch,-22} {k.Help}\n"))
        + "\nThe same settings are read from appsettings.json and from the environment (Registry__Port=8501).\n";

    /// <summary>All that is wrong with the words of the command line; empty when nothing is.</summary>
    public static IReadOnlyList<string> Validate(string[] args)
    {
        List<string> errors = [];
        Read(args, errors);
        return errors;
    }

    /// <summary>The words that are right, so that what they set is checked even when others are wrong.</summary>
    public static string[] Understood(string[] args) => Read(args, []);

    private static string[] Read(string[] args, List<string> errors)
    {
        List<string> understood = [];
        var known = Mappings;
        for (var i = 0; i < args.Length; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? args[i] : args[i][..equals];
            var value = equals >= 0 ? args[i][(equals + 1)..]
                : i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i]
                : Flags.Contains(name, StringComparer.OrdinalIgnoreCase) ? "true"
                : null;
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                errors.Add($"'{name}' is not a switch; see --help");
            }
            else if (!known.ContainsKey(name) && !name.Contains(':', StringComparison.Ordinal))
            {
                errors.Add($"there is no switch {name}; see --help");
            }
            else if (value is null)
            {
                errors.Add($"{name} needs a value");
            }
            else
            {
                understood.AddRange([name, value]);
            }
        }

        return [.. understood];
    }
}
