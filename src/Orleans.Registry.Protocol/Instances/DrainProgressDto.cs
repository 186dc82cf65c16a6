namespace Orleans.Registry.Protocol;

/// <summary>Answer: how far a drain is.</summary>
public sealed class DrainProgressDto
{
    /// <summary>The epoch and revision that drain the instance, as <c>epoch-revision</c>.</summary>
    public required string Position { get; init; }

    /// <summary>Whether every confirming watcher has confirmed.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Confirming watchers connected now.</summary>
    public int Watchers { get; init; }

    /// <summary>How many of them hold the revision.</summary>
    public int Confirmed { get; init; }

    /// <summary>The others, by name.</summary>
    public IReadOnlyList<string> Late { get; init; } = [];

    /// <summary>Watchers that do not confirm and are not waited for.</summary>
    public int NonConfirming { get; init; }
}
