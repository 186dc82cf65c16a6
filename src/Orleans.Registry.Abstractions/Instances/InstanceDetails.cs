namespace Orleans.Registry;

/// <summary>
/// What an instance says of itself and seldom changes. Shared by all versions of its <see cref="ServiceInstance"/> record,
/// so that a change of status copies nothing of it. Equal by value. Immutable.
/// </summary>
public sealed record InstanceDetails
{
    /// <summary>The program's version, usually a semantic version; empty when not said.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>Host name or IP address to call.</summary>
    public required string Address { get; init; }

    /// <summary>Port to call, 1 to 65535; 0 when the service has none.</summary>
    public int Port { get; init; }

    /// <summary>How to call it, e.g. <c>http</c>, <c>https</c>, <c>grpc</c>, <c>tcp</c>.</summary>
    public string Protocol { get; init; } = "http";

    /// <summary>Free labels.</summary>
    public TagSet Tags { get; init; } = TagSet.Empty;

    /// <summary>Free key-value facts.</summary>
    public StringMap Metadata { get; init; } = StringMap.Empty;

    /// <summary>The checks its program asked for.</summary>
    public EquatableArray<HealthCheckDefinition> HealthChecks { get; init; } = EquatableArray<HealthCheckDefinition>.Empty;

    /// <summary>Geographic region; empty when not said.</summary>
    public string Region { get; init; } = string.Empty;

    /// <summary>Zone inside the region; empty when not said.</summary>
    public string Zone { get; init; } = string.Empty;

    /// <summary>Data center; empty when not said.</summary>
    public string DataCenter { get; init; } = string.Empty;

    /// <summary>Share of calls relative to its siblings. Default 100; 0 to 10000; 0 gets none while others can take them.</summary>
    public int Weight { get; init; } = 100;

    /// <summary>How long the instance stays without a renewal.</summary>
    public TimeSpan Ttl { get; init; }
}
