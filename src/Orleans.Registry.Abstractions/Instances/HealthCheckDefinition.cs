namespace Orleans.Registry;

/// <summary>One health check of an instance, as its program asked for it.</summary>
/// <param name="Name">Unique within the instance; 1 to 64 characters.</param>
/// <param name="Kind">How to check.</param>
public sealed record HealthCheckDefinition(string Name, HealthCheckKind Kind)
{
    /// <summary>What to check: a URL, <c>host:port</c> or a command; empty for <see cref="HealthCheckKind.Reported"/>.</summary>
    public string Target { get; init; } = string.Empty;

    /// <summary>Time between two checks. Default 10 s; 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one check may take. Default 5 s; 10 ms to 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row before the instance is unhealthy. Default 1; 1 to 100.</summary>
    public int FailuresBeforeUnhealthy { get; init; } = 1;

    /// <summary>Successes in a row before the instance is healthy again. Default 1; 1 to 100.</summary>
    public int SuccessesBeforeHealthy { get; init; } = 1;
}
