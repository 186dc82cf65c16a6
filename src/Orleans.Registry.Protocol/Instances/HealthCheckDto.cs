namespace Orleans.Registry.Protocol;

/// <summary>One health check of an instance.</summary>
public sealed class HealthCheckDto
{
    /// <summary>Unique within the instance; required.</summary>
    public string? Name { get; init; }

    /// <summary><c>reported</c>, <c>http</c>, <c>tcp</c>, <c>grpc</c> or <c>script</c>; required.</summary>
    public string? Kind { get; init; }

    /// <summary>
    /// What to check. http: a URL, or a path or :port/path at the instance's own address; tcp: host:port or :port; grpc:
    /// host:port, :port or a URL, each with or without /service; empty for the own address and port. script: a program and
    /// its arguments.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Time between two checks in seconds; default 10.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>How long one check may take in seconds; default 5.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Failures in a row before the instance is unhealthy; default 1.</summary>
    public long? FailuresBeforeUnhealthy { get; init; }

    /// <summary>Successes in a row before it is healthy; default 1.</summary>
    public long? SuccessesBeforeHealthy { get; init; }

    /// <summary>http only: <c>GET</c> (default), <c>HEAD</c>, <c>OPTIONS</c>, <c>POST</c> or <c>PUT</c>.</summary>
    public string? Method { get; init; }

    /// <summary>http only: headers of the request; at most 16.</summary>
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    /// <summary>http only: status codes to pass with, such as <c>200-299</c> (default) or <c>200,204</c>.</summary>
    public string? SuccessCodes { get; init; }
}
