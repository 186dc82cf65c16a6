namespace Orleans.Registry;

/// <summary>How consumers spread their calls over a service's instances. Evaluated by the caller's balancer. Immutable.</summary>
public sealed record TrafficPolicy
{
    /// <summary>Routes by request header, tried in order before the splits; at most 32.</summary>
    public EquatableArray<HeaderRoute> HeaderRoutes { get; init; } = EquatableArray<HeaderRoute>.Empty;

    /// <summary>Shares of calls by version; empty for no split; at most 16.</summary>
    public EquatableArray<VersionSplit> Splits { get; init; } = EquatableArray<VersionSplit>.Empty;

    /// <summary>Whether callers stay in their own zone and region while enough instances are there. Default none.</summary>
    public LocalityPreference Locality { get; init; } = LocalityPreference.None;

    /// <summary>
    /// Healthy instances a locality needs before calls stay inside it. Default 1; 1 to 10000. With fewer, the next wider
    /// locality is used.
    /// </summary>
    public int MinLocalInstances { get; init; } = 1;

    /// <summary>Time for one call; <c>null</c> to leave it to the caller. 1 ms to 1 h.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a failed call is tried again on another instance. Default 0; 0 to 10.</summary>
    public int Retries { get; init; }

    /// <summary>Failures in a row that open an instance's circuit breaker; 0 (default) for none; at most 1000.</summary>
    public int BreakerFailures { get; init; }

    /// <summary>How long an open breaker stays open. Default 30 s; 1 s to 1 h.</summary>
    public TimeSpan BreakerOpenFor { get; init; } = TimeSpan.FromSeconds(30);
}
