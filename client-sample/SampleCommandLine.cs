namespace Orleans.Registry.ClientSample;

/// <summary>The command line, whose short names stand for the settings of <see cref="SampleOptions"/>.</summary>
internal static class SampleCommandLine
{
    public const string Usage = """
        client-sample: a small web program that registers itself, watches a peer service and calls it through the balancer.

          --service NAME            the service it is an instance of (web)
          --id ID                   its id (service@address:port)
          --version V               the version it says it has (1.0.0)
          --zone ZONE               the zone it says it is in
          --peer NAME               the service it watches and calls, which may be its own (web)
          --port PORT               the port it listens at (a free one)
          --registry URL            the registry (http://127.0.0.1:8500)
          --calls-per-second N      how often it calls its peer by itself (1)
          --policy NAME             how its calls are spread (power-of-two-choices)
          --ttl SECONDS             how long the registry keeps it without a renewal (10)
          --last-known-good FILE    where it keeps what it knows for a start without a registry

        The same settings can stand in appsettings.json or the environment as Sample__Service and so on.
        """;

    public static Dictionary<string, string> Switches { get; } = new(StringComparer.Ordinal)
    {
        ["--service"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Service)}",
        ["--id"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Id)}",
        ["--version"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Version)}",
        ["--zone"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Zone)}",
        ["--peer"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Peer)}",
        ["--port"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Port)}",
        ["--registry"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Registry)}",
        ["--calls-per-second"] = $"{SampleOptions.Section}:{nameof(SampleOptions.CallsPerSecond)}",
        ["--policy"] = $"{SampleOptions.Section}:{nameof(SampleOptions.Policy)}",
        ["--ttl"] = $"{SampleOptions.Section}:{nameof(SampleOptions.TtlSeconds)}",
        ["--last-known-good"] = $"{SampleOptions.Section}:{nameof(SampleOptions.LastKnownGoodFile)}",
    };
}
