namespace Orleans.Registry.Embedded.Journal;

/// <summary>What the files of a directory hold, ready to be written on.</summary>
internal sealed record RecoveredJournal
{
    public required Guid StoreId { get; init; }

    public required ReplayedServices Services { get; init; }

    public required StoreClaim? Claim { get; init; }

    /// <summary>Number of the snapshot; 0 for none.</summary>
    public required long Snapshot { get; init; }

    public required long SnapshotBytes { get; init; }

    /// <summary>The segments behind the snapshot, the last of which is <see cref="Active"/>.</summary>
    public required IReadOnlyList<SegmentInfo> Segments { get; init; }

    public required ActiveSegment Active { get; init; }

    public required long NextSequence { get; init; }
}
