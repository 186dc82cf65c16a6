namespace Orleans.Registry;

/// <summary>What changed between what a reader held and a snapshot: the way back after history was lost.</summary>
/// <param name="Added">Instances the reader did not hold.</param>
/// <param name="Changed">Instances it held in another record.</param>
/// <param name="Removed">Instances it held that are gone.</param>
public sealed record SnapshotDifference(
    IReadOnlyList<ServiceInstance> Added,
    IReadOnlyList<ServiceInstance> Changed,
    IReadOnlyList<ServiceInstance> Removed)
{
    /// <summary>Whether nothing changed.</summary>
    public bool IsEmpty => Added.Count == 0 && Changed.Count == 0 && Removed.Count == 0;

    /// <summary>Compares what is held with a snapshot, in O(n).</summary>
    /// <param name="held">What the reader holds.</param>
    /// <param name="heldEpoch">
    /// The lineage of what it holds; when it is not the snapshot's, every instance in both counts as changed, because
    /// revisions of different lineages say nothing about each other.
    /// </param>
    /// <param name="snapshot">What is true now.</param>
    public static SnapshotDifference Between(IEnumerable<ServiceInstance> held, Epoch heldEpoch, ServiceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(snapshot);
        var byId = held.ToDictionary(static i => i.Id);
        List<ServiceInstance> added = [];
        List<ServiceInstance> changed = [];
        foreach (var instance in snapshot.Instances)
        {
            if (!byId.Remove(instance.Id, out var known))
            {
                added.Add(instance);
            }
            else if (heldEpoch != snapshot.Epoch || known.ModifiedRevision != instance.ModifiedRevision)
            {
                changed.Add(instance);
            }
        }

        return new SnapshotDifference(added, changed, [.. byId.Values]);
    }
}
