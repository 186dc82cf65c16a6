namespace Orleans.Registry.HealthChecks;

/// <summary>How one run of a check ended.</summary>
internal enum CheckOutcome
{
    /// <summary>The instance answered that it is well.</summary>
    Passed = 1,

    /// <summary>It answered otherwise, or could not be asked.</summary>
    Failed = 2,

    /// <summary>It did not answer in time.</summary>
    TimedOut = 3,
}
