namespace Orleans.Registry.Protocol;

/// <summary>What one run of a health check found.</summary>
public sealed class HealthCheckResultDto
{
    /// <summary>Name of the check.</summary>
    public required string Check { get; init; }

    /// <summary>Whether it passed.</summary>
    public required bool IsPassed { get; init; }

    /// <summary>What it found, for people.</summary>
    public required string Output { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTime At { get; init; }

    /// <summary>How long it took in seconds.</summary>
    public required double DurationSeconds { get; init; }
}
