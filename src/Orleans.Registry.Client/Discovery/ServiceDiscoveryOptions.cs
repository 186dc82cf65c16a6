using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>How this process finds and chooses instances. Can be bound to a configuration section. Validated when the host starts.</summary>
public sealed class ServiceDiscoveryOptions
{
    /// <summary>
    /// How calls are spread, unless <see cref="Policies"/> or the caller says otherwise: one of
    /// <see cref="LoadBalancingPolicyNames"/> or the name of a policy in the container. Default power of two choices.
    /// </summary>
    public string Policy { get; set; } = LoadBalancingPolicyNames.PowerOfTwoChoices;

    /// <summary>How calls to certain services are spread, by service name.</summary>
    public IDictionary<string, string> Policies { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where this process is; empty when not said.</summary>
    public string Region { get; set; } = string.Empty;

    /// <summary>Zone inside the region; empty when not said.</summary>
    public string Zone { get; set; } = string.Empty;

    /// <summary>Services to watch from the start, so that the first call need not wait.</summary>
    public IList<string> Services { get; } = [];

    /// <summary>
    /// Whether instances that fell silent and whose removal the registry holds back are called when nothing else is left.
    /// Default false.
    /// </summary>
    public bool CallHeldInstances { get; set; }

    /// <summary>How often a watch shows that it lives, which is how exact ages are. Default 5 s; 100 ms to 5 min.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A file that keeps what is known of the watched services, for a start without a registry. Empty (default) for none.
    /// </summary>
    public string LastKnownGoodFile { get; set; } = string.Empty;

    /// <summary>
    /// How long a start waits for the registry before it falls back on <see cref="LastKnownGoodFile"/>. Default 1 s; 0 to 1 min.
    /// </summary>
    public TimeSpan LastKnownGoodAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long changes gather before <see cref="LastKnownGoodFile"/> is written. Default 1 s; 10 ms to 1 h.
    /// </summary>
    public TimeSpan LastKnownGoodDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often <see cref="LastKnownGoodFile"/> is written without a change, so that its age tells when it was last true.
    /// Default 1 min; 1 s to 1 day.
    /// </summary>
    public TimeSpan LastKnownGoodRefresh { get; set; } = TimeSpan.FromMinutes(1);
}
