namespace Orleans.Registry.ClusterClientSample;

/// <summary>The command line, whose short names stand for the settings of <see cref="SampleOptions"/>.</summary>
internal static class SampleCommandLine
{
    public const string Usage = """
        cluster-client-sample: an Orleans client that registers itself by its grain, watches its service and follows the
        stream of its events.

          --cluster local|redis     how it finds the silos: by the gateway of one, or by the membership in Redis (local)
          --gateway HOST:PORT       the gateway of a silo, for --cluster local (127.0.0.1:30000)
          --redis HOST:PORT         the Redis with the membership, for --cluster redis (127.0.0.1:6379)
          --cluster-id NAME         the silos' cluster id (registry)
          --service-id NAME         the silos' service id (registry)
          --service NAME            the service it is an instance of, watches and follows (orders)
          --id ID                   its id (service@address:port)
          --address HOST            where it says it can be called (127.0.0.1)
          --port PORT               the port it says it can be called at (8080)
          --ttl SECONDS             how long the registry keeps it without a renewal (10)

        The same settings can stand in appsettings.json or the environment as Sample__Service and so on.
        """;

    private static readonly Dictionary<string, string> Switches = new(StringComparer.Ordinal)
    {
        ["--cluster"] = nameof(SampleOptions.Cluster),
        ["--gateway"] = nameof(SampleOptions.Gateway),
        ["--redis"] = nameof(SampleOptions.Redis),
        ["--cluster-id"] = nameof(SampleOptions.ClusterId),
        ["--service-id"] = nameof(SampleOptions.ServiceId),
        ["--service"] = nameof(SampleOptions.Service),
        ["--id"] = nameof(SampleOptions.Id),
        ["--address"] = nameof(SampleOptions.Address),
        ["--port"] = nameof(SampleOptions.Port),
        ["--ttl"] = nameof(SampleOptions.TtlSeconds),
    };

    /// <summary>What the switches set, and all that is wrong with the words of the command line.</summary>
    public static (Dictionary<string, string?> Settings, List<string> Problems) Read(string[] args)
    {
        Dictionary<string, string?> settings = [];
        List<string> problems = [];
        for (var i = 0; i < args.Length; i++)
        {
            var parts = args[i].Split('=', 2);
            if (!Switches.TryGetValue(parts[0], out var setting))
            {
                problems.Add($"there is no switch {parts[0]}");
            }
            else if (parts.Length == 1 && i + 1 == args.Length)
            {
                problems.Add($"{parts[0]} needs a value");
            }
            else
            {
                settings[$"{SampleOptions.Section}:{setting}"] = parts.Length == 2 ? parts[1] : args[++i];
            }
        }

        return (settings, problems);
    }
}
