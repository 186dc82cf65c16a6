namespace Orleans.Registry.Protocol;

/// <summary>One health check of an instance.</summary>
public sealed class HealthCheckDto
{
    /// <summary>Unique within the instance; required.</summary>
    public string? Name { get; init; }

    /// <summary><c>reported</c>, <c>http</c>, <c>tcp</c>, <c>grpc</c> or <c>script</c>; required.</summary>
    public string? Kind { get; init; }

    /// <summary>What to check.</summary>
    public string? Target { get; init; }

    /// <summary>Time between two checks in seconds; default 10.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>How long one check may take in seconds; default 5.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Failures in a row before the instance is unhealthy; default 1.</summary>
    public long? FailuresBeforeUnhealthy { get; init; }

    /// <summary>Successes in a row before it is healthy again; default 1.</summary>
    public long? SuccessesBeforeHealthy { get; init; }
}
