namespace Orleans.Registry.HealthChecks;

/// <summary>What a check waits for. Changed by the scheduler alone, under its lock.</summary>
internal enum CheckState
{
    /// <summary>For its time.</summary>
    Waiting = 0,

    /// <summary>It is due and waits for its turn.</summary>
    Ready = 1,

    /// <summary>For its end: it runs.</summary>
    Running = 2,

    /// <summary>For nothing: it is not run any more.</summary>
    Ended = 3,
}
