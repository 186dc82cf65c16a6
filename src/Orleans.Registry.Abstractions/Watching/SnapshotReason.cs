namespace Orleans.Registry;

/// <summary>Why a watch sends a snapshot instead of changes.</summary>
public enum SnapshotReason
{
    /// <summary>It sends none.</summary>
    None = 0,

    /// <summary>The reader held nothing.</summary>
    Initial = 1,

    /// <summary>The changes after the reader's revision are no longer kept: it was away, or read too slowly.</summary>
    HistoryGone = 2,

    /// <summary>The reader held another epoch: the history it knew was lost.</summary>
    EpochChanged = 3,

    /// <summary>
    /// The changes after the reader's revision could not be asked for: whether they are still kept is not known. Said by clients
    /// that put several readers on one stream, never by a registry.
    /// </summary>
    HistoryUnanswered = 4,
}
