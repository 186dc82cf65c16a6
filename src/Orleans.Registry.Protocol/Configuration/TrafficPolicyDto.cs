namespace Orleans.Registry.Protocol;

/// <summary>How consumers spread their calls; absent members take the default of <see cref="TrafficPolicy"/>.</summary>
public sealed class TrafficPolicyDto
{
    /// <summary>Routes by request header.</summary>
    public IReadOnlyList<HeaderRouteDto?>? HeaderRoutes { get; init; }

    /// <summary>Shares by version.</summary>
    public IReadOnlyList<VersionSplitDto?>? Splits { get; init; }

    /// <summary><c>none</c>, <c>region</c> or <c>zone</c>.</summary>
    public string? Locality { get; init; }

    /// <summary>Healthy instances a locality needs.</summary>
    public long? MinLocalInstances { get; init; }

    /// <summary>Time for one call in seconds; absent to leave it to the caller.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>How often a failed call is tried again.</summary>
    public long? Retries { get; init; }

    /// <summary>Failures in a row that open a breaker; 0 for none.</summary>
    public long? BreakerFailures { get; init; }

    /// <summary>How long an open breaker stays open, in seconds.</summary>
    public double? BreakerOpenForSeconds { get; init; }
}
