namespace Orleans.Registry;

/// <summary>What can move an instance from one status to another.</summary>
public enum InstanceSignal
{
    /// <summary>Not a signal; refused.</summary>
    None = 0,

    /// <summary>The program says that it may be called now.</summary>
    Ready = 1,

    /// <summary>A health check passed.</summary>
    CheckPassed = 2,

    /// <summary>A health check failed.</summary>
    CheckFailed = 3,

    /// <summary>Send no new calls.</summary>
    Drain = 4,

    /// <summary>Take the drain back.</summary>
    Resume = 5,
}
