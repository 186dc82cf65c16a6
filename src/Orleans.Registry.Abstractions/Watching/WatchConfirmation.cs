namespace Orleans.Registry;

/// <summary>How a watch learns that its reader has taken a change in, so that a drain may complete.</summary>
public enum WatchConfirmation
{
    /// <summary>The reader never confirms: drains do not wait for it, and say so.</summary>
    Never = 0,

    /// <summary>Asking for the next event confirms the one before.</summary>
    OnNext = 1,

    /// <summary>The reader calls <see cref="IServiceRegistry.ConfirmAsync"/>.</summary>
    Explicit = 2,
}
