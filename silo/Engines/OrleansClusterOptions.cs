using System.Net;
using System.Net.Sockets;

namespace Orleans.Registry.Silo;

/// <summary>How the silo joins its cluster, section <c>Registry:Cluster</c>.</summary>
internal sealed class OrleansClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>Who is in the cluster: <c>local</c> (default: silos of this machine, for development) or <c>redis</c>.</summary>
    public string Membership { get; init; } = "local";

    /// <summary>Name of the cluster. Default <c>registry</c>.</summary>
    public string ClusterId { get; init; } = "registry";

    /// <summary>Name of the data, the same over all clusters that follow one another. Default <c>registry</c>.</summary>
    public string ServiceId { get; init; } = "registry";

    /// <summary>Port for other silos. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for Orleans clients. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Port of the first silo of a local cluster; 0 (default) when this is the first.</summary>
    public int PrimaryPort { get; init; }

    /// <summary>
    /// IP address that other silos and Orleans clients reach this one at, or <c>auto</c> for the one that the machine's own
    /// name stands for, as in a container. Default 127.0.0.1.
    /// </summary>
    public string Advertise { get; init; } = "127.0.0.1";

    /// <summary>Seconds between two looks at another silo; it counts as dead after three without an answer. Default 2; 1 to 60.</summary>
    public int ProbeSeconds { get; init; } = 2;

    /// <summary>Seconds between two ticks of the reminder that brings lost instances back. Default 60; 1 to 86,400.</summary>
    public int ReminderSeconds { get; init; } = 60;

    public bool IsOnRedis => SiloOptions.Is(Membership, "redis");

    private bool AdvertisesItself => SiloOptions.Is(Advertise, "auto");

    /// <summary>The address that <see cref="Advertise"/> stands for. Looks the machine's name up for <c>auto</c>.</summary>
    public IPAddress FindAdvertisedAddress()
    {
        if (!AdvertisesItself)
        {
            return IPAddress.Parse(Advertise);
        }

        var own = Dns.GetHostAddresses(Dns.GetHostName());
        return Array.Find(own, static a => a.AddressFamily == AddressFamily.InterNetwork) ?? own[0];
    }

    /// <summary>All that is wrong.</summary>
    public IEnumerable<string> Validate(SiloOptions options)
    {
        List<string> errors = [];
        SiloOptions.OneOf("cluster", Membership, ["local", "redis"], errors);
        Port("silo-port", SiloPort, errors);
        Port("gateway-port", GatewayPort, errors);
        if (!AdvertisesItself && !IPAddress.TryParse(Advertise, out _))
        {
            errors.Add($"advertise must be an IP address or auto, not '{Advertise}'");
        }

        if (string.IsNullOrWhiteSpace(ClusterId) || string.IsNullOrWhiteSpace(ServiceId))
        {
            errors.Add("cluster-id and service id must be names");
        }

        if (ProbeSeconds is < 1 or > 60 || ReminderSeconds is < 1 or > 86_400)
        {
            errors.Add("probe seconds must be 1 to 60, reminder seconds 1 to 86400");
        }

        if (IsOnRedis && SiloOptions.Is(options.Store, "memory"))
        {
            errors.Add("store memory lives in one silo's memory: choose redis or etcd for a cluster on redis");
        }

        return errors;
    }

    private static void Port(string field, int port, List<string> errors)
    {
        if (port is < 1 or > 65535)
        {
            errors.Add($"{field} must be 1 to 65535, not {port}");
        }
    }
}
