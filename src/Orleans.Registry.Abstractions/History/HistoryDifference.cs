namespace Orleans.Registry;

/// <summary>What changed in a service between two points of its history.</summary>
/// <param name="From">The earlier point's epoch and revision.</param>
/// <param name="To">The later point's.</param>
/// <param name="Difference">Instances added, changed and removed in between.</param>
public sealed record HistoryDifference(ServicePosition From, ServicePosition To, SnapshotDifference Difference);
