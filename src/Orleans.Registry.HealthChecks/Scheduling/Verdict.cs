namespace Orleans.Registry.HealthChecks;

/// <summary>What a check holds of its instance, after its thresholds.</summary>
internal enum Verdict
{
    /// <summary>It has not run often enough yet.</summary>
    None = 0,

    /// <summary>The instance is well.</summary>
    Passing = 1,

    /// <summary>It is not.</summary>
    Failing = 2,
}
