namespace Orleans.Registry;

/// <summary>A point of a service's history: a revision or a time.</summary>
public readonly record struct HistoryPoint
{
    private HistoryPoint(Revision? revision, DateTimeOffset? time)
    {
        Revision = revision;
        Time = time;
    }

    /// <summary>The revision; <c>null</c> for a time.</summary>
    public Revision? Revision { get; }

    /// <summary>The time; <c>null</c> for a revision. It means the last change decided at or before it.</summary>
    public DateTimeOffset? Time { get; }

    /// <summary>The state after a revision.</summary>
    public static HistoryPoint At(Revision revision) => new(revision, null);

    /// <summary>The state at a time.</summary>
    public static HistoryPoint At(DateTimeOffset time) => new(null, time);

    /// <inheritdoc/>
    public override string ToString() => Revision is { } revision ? revision.ToString() : $"{Time:O}";
}
