using Orleans.Registry.Routing;

namespace Orleans.Registry.ClientSample;

/// <summary>What this program is told, by appsettings, environment (<c>Sample__Service</c>) or command line (<c>--service</c>).</summary>
internal sealed class SampleOptions
{
    public const string Section = "Sample";

    /// <summary>The service this program is an instance of.</summary>
    public string Service { get; set; } = "web";

    /// <summary>The id of the instance; empty for one made of service and address.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The version it says it has.</summary>
    public string Version { get; set; } = "1.0.0";

    /// <summary>The zone it says it is in.</summary>
    public string Zone { get; set; } = string.Empty;

    /// <summary>The service it watches and calls, which may be its own; empty for none.</summary>
    public string Peer { get; set; } = "web";

    /// <summary>The port it listens at; 0 for a free one.</summary>
    public int Port { get; set; }

    /// <summary>The registry's address.</summary>
    public string Registry { get; set; } = "http://127.0.0.1:8500";

    /// <summary>How often it calls its peer by itself; 0 for never.</summary>
    public double CallsPerSecond { get; set; } = 1;

    /// <summary>How its calls are spread; empty for the default.</summary>
    public string Policy { get; set; } = string.Empty;

    /// <summary>How long the registry keeps it without a renewal.</summary>
    public double TtlSeconds { get; set; } = 10;

    /// <summary>Where it keeps what it knows, for a start without a registry; empty for nowhere.</summary>
    public string LastKnownGoodFile { get; set; } = string.Empty;

    /// <summary>Reads the settings, and all that is wrong with them.</summary>
    public static (SampleOptions Options, IReadOnlyList<string> Problems) Read(IConfiguration configuration)
    {
        try
        {
            var options = configuration.GetSection(Section).Get<SampleOptions>() ?? new SampleOptions();
            return (options, options.Problems());
        }
        catch (InvalidOperationException e)
        {
            // A text where a number should stand.
            return (new SampleOptions(), [e.InnerException?.Message ?? e.Message]);
        }
    }

    private List<string> Problems()
    {
        List<string> problems = [];
        Check(ServiceName.TryParse(Service, out _), $"--service '{Service}' is not a service name", problems);
        Check(Peer.Length == 0 || ServiceName.TryParse(Peer, out _), $"--peer '{Peer}' is not a service name", problems);
        Check(Id.Length == 0 || InstanceId.TryParse(Id, out _), $"--id '{Id}' is not an instance id", problems);
        Check(Port is >= 0 and <= 65535, $"--port {Port} is not a port", problems);
        Check(CallsPerSecond is >= 0 and <= 10_000, $"--calls-per-second {CallsPerSecond} is not between 0 and 10000", problems);
        Check(TtlSeconds is >= 1 and <= 86_400, $"--ttl {TtlSeconds} is not between 1 and 86400", problems);
        Check(Policy.Length == 0 || LoadBalancingPolicies.TryGet(Policy, out _), $"--policy '{Policy}' is not a policy", problems);
        Check(
            Uri.TryCreate(Registry, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https"),
            $"--registry '{Registry}' is not an http address",
            problems);
        return problems;
    }

    private static void Check(bool holds, string problem, List<string> problems)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }
}
