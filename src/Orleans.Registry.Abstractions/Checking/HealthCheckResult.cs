namespace Orleans.Registry;

/// <summary>What one run of a health check found. Immutable.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="IsPassed">Whether it passed.</param>
/// <param name="Output">What it found, for people; at most 1024 characters.</param>
/// <param name="At">When the run began (UTC).</param>
/// <param name="Duration">How long it took.</param>
public sealed record HealthCheckResult(string Check, bool IsPassed, string Output, DateTimeOffset At, TimeSpan Duration);
