namespace Orleans.Registry.Client;

/// <summary>Why a watch connection came to its end.</summary>
internal enum ConnectionEnd
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>This process wishes to watch other services than it carries.</summary>
    PlanChanged = 1,

    /// <summary>It could not be opened.</summary>
    Refused = 2,

    /// <summary>It broke.</summary>
    Broken = 3,

    /// <summary>It was silent for too long.</summary>
    Silent = 4,

    /// <summary>Something was missing on it, or what came could not be read.</summary>
    Faulty = 5,

    /// <summary>The server ended it.</summary>
    Ended = 6,
}
