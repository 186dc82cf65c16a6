namespace Orleans.Registry.Client;

/// <summary>
/// What this host says of itself when it registers. Can be bound to a configuration section. Validated when the host starts,
/// with every wrong field in one message.
/// </summary>
public sealed class ServiceRegistrationOptions
{
    /// <summary>The service; required.</summary>
    public string Service { get; set; } = string.Empty;

    /// <summary>
    /// The instance's id. Empty (default) for <c>service@address:port</c>, which is the same after a restart, so that the new
    /// process replaces the old one at once.
    /// </summary>
    public string InstanceId { get; set; } = string.Empty;

    /// <summary>
    /// Host name or IP address that others call. Empty (default) to ask the <see cref="IHostEndpointProvider"/> of the host,
    /// such as the one that <c>UseServerAddress()</c> of the package Orleans.Registry.Client.AspNetCore adds; required without
    /// one.
    /// </summary>
    public string Address { get; set; } = string.Empty;

    /// <summary>Port that others call. 0 (default) to ask the <see cref="IHostEndpointProvider"/>; without one there is no port.</summary>
    public int Port { get; set; }

    /// <summary>How to call it. Empty (default) to ask the <see cref="IHostEndpointProvider"/>; without one <c>http</c>.</summary>
    public string Protocol { get; set; } = string.Empty;

    /// <summary>The program's version; empty when not said.</summary>
    public string Version { get; set; } = string.Empty;

    /// <summary>Free labels; at most 64.</summary>
    public IList<string> Tags { get; } = [];

    /// <summary>Free key-value facts; at most 64.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Checks the registry should run, or wait for reports of; at most 8.</summary>
    public IList<HealthCheckDefinition> HealthChecks { get; } = [];

    /// <summary>Geographic region; empty when not said.</summary>
    public string Region { get; set; } = string.Empty;

    /// <summary>Zone inside the region; empty when not said.</summary>
    public string Zone { get; set; } = string.Empty;

    /// <summary>Data center; empty when not said.</summary>
    public string DataCenter { get; set; } = string.Empty;

    /// <summary>Share of calls relative to its siblings. Default 100; 0 to 10000.</summary>
    public int Weight { get; set; } = 100;

    /// <summary>How long the instance stays without a renewal. Zero (default) for the service's default; else 1 s to 24 h.</summary>
    public TimeSpan Ttl { get; set; }

    /// <summary>
    /// Whether the instance begins as <see cref="InstanceStatus.Starting"/> and gets calls only after
    /// <see cref="IServiceRegistration.ReportHealthAsync"/> said <see cref="InstanceSignal.Ready"/>. Default false.
    /// </summary>
    public bool StartsNotReady { get; set; }
}
