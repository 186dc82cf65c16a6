namespace Orleans.Registry;

/// <summary>What the checks of an instance found when they were run on demand. Immutable.</summary>
/// <param name="Status">The status in force after what they found was taken in.</param>
/// <param name="Results">One for each check that the registry runs, in the order of the registration; empty when it runs none.</param>
public sealed record HealthCheckAnswer(InstanceStatus Status, IReadOnlyList<HealthCheckResult> Results);
