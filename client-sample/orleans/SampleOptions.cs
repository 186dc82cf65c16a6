using System.Globalization;
using System.Net;

namespace Orleans.Registry.ClusterClientSample;

/// <summary>What this program is told, by appsettings, environment (<c>Sample__Service</c>) or command line (<c>--service</c>).</summary>
internal sealed class SampleOptions
{
    public const string Section = "Sample";

    /// <summary>How it finds the silos: <c>local</c>, by the gateway of one, or <c>redis</c>, by the membership kept there.</summary>
    public string Cluster { get; set; } = "local";

    /// <summary>The gateway of a silo, for <c>local</c>.</summary>
    public string Gateway { get; set; } = "127.0.0.1:30000";

    /// <summary>The Redis with the membership, for <c>redis</c>.</summary>
    public string Redis { get; set; } = "127.0.0.1:6379";

    /// <summary>The silos' cluster id.</summary>
    public string ClusterId { get; set; } = "registry";

    /// <summary>The silos' service id.</summary>
    public string ServiceId { get; set; } = "registry";

    /// <summary>The service it is an instance of, watches and follows.</summary>
    public string Service { get; set; } = "orders";

    /// <summary>The id of the instance; empty for one made of service and address.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Where it says it can be called.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port it says it can be called at.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>How long the registry keeps it without a renewal.</summary>
    public double TtlSeconds { get; set; } = 10;

    public bool IsOnRedis => Cluster == "redis";

    public ServiceName ServiceName => ServiceName.Parse(Service);

    public InstanceId InstanceId
        => InstanceId.Parse(Id.Length > 0 ? Id : string.Create(CultureInfo.InvariantCulture, $"{Service}@{Address}:{Port}"));

    public TimeSpan Ttl => TimeSpan.FromSeconds(TtlSeconds);

    /// <summary>Where it looks for the cluster, for people.</summary>
    public string Whereabouts => IsOnRedis ? $"in the Redis at {Redis}" : $"at {Gateway}";

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
        Check(Cluster is "local" or "redis", $"--cluster '{Cluster}' is neither local nor redis", problems);
        Check(IPEndPoint.TryParse(Gateway, out var gateway) && gateway.Port > 0, $"--gateway '{Gateway}' is not an IP address and a port", problems);
        Check(Redis.Length > 0, "--redis is empty", problems);
        Check(ClusterId.Length > 0 && ServiceId.Length > 0, "--cluster-id and --service-id must be names", problems);
        Check(ServiceName.TryParse(Service, out _), $"--service '{Service}' is not a service name", problems);
        Check(Id.Length == 0 || InstanceId.TryParse(Id, out _), $"--id '{Id}' is not an instance id", problems);
        Check(Address.Length > 0, "--address is empty", problems);
        Check(Port is > 0 and <= 65535, $"--port {Port} is not a port", problems);
        Check(TtlSeconds is >= 1 and <= 86_400, $"--ttl {TtlSeconds} is not between 1 and 86400", problems);
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
