namespace Orleans.Registry;

/// <summary>A piece of a service's change log.</summary>
/// <param name="Epoch">The lineage.</param>
/// <param name="Changes">Changes in order, without a gap.</param>
/// <param name="OldestRevision">The oldest change that is kept.</param>
/// <param name="LastRevision">The newest change.</param>
public sealed record HistoryPage(Epoch Epoch, IReadOnlyList<ServiceChange> Changes, Revision OldestRevision, Revision LastRevision);
