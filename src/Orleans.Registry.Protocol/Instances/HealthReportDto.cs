namespace Orleans.Registry.Protocol;

/// <summary>Request: what a check, or the instance itself, found.</summary>
public sealed class HealthReportDto
{
    /// <summary><c>ready</c>, <c>checkPassed</c> or <c>checkFailed</c>; required.</summary>
    public string? Signal { get; init; }

    /// <summary>Name of the check; absent for the instance as a whole.</summary>
    public string? Check { get; init; }

    /// <summary>What it printed; at most 1024 characters.</summary>
    public string? Output { get; init; }
}
