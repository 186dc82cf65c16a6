namespace Orleans.Registry;

/// <summary>What a check, or the instance itself, found.</summary>
/// <param name="Signal">
/// <see cref="InstanceSignal.Ready"/>, <see cref="InstanceSignal.CheckPassed"/> or <see cref="InstanceSignal.CheckFailed"/>.
/// </param>
/// <param name="Check">Name of the check; empty for the instance as a whole.</param>
/// <param name="Output">What it printed, for people; at most 1024 characters.</param>
public sealed record HealthReport(InstanceSignal Signal, string Check = "", string Output = "");
