namespace Orleans.Registry.Protocol;

/// <summary>What the checks of an instance found when they were run on demand.</summary>
public sealed class HealthCheckAnswerDto
{
    /// <summary>The status in force afterwards.</summary>
    public required string Status { get; init; }

    /// <summary>One for each check that the registry runs; empty when it runs none.</summary>
    public required IReadOnlyList<HealthCheckResultDto> Results { get; init; }
}
