namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Which of the stored changes of a service count: those from the oldest kept up to the head record's revision.</summary>
internal static class LogWindow
{
    /// <summary>The oldest change that readers see. Older ones are deleted some dozens at a time, so a few may still lie there.</summary>
    public static Revision OldestOf(ServiceMeta meta, int logCapacity)
        => new(Math.Max(meta.Oldest.Value, meta.Revision.Value - logCapacity + 1));

    /// <summary>The changes from a revision on, without what a broken-off append left beyond the head record.</summary>
    /// <exception cref="StoreCorruptException">One of them is missing.</exception>
    public static IReadOnlyList<ServiceChange> Cut(ServiceName service, List<ServiceChange> stored, Revision from, ServiceMeta meta)
    {
        var start = stored.FindIndex(change => change.Revision >= from && change.Revision <= meta.Revision);
        var end = stored.FindLastIndex(change => change.Revision <= meta.Revision) + 1;
        var changes = start < 0 ? [] : start == 0 && end == stored.Count ? stored : stored.GetRange(start, end - start);
        var missing = FirstMissing(changes, from, meta.Revision);
        return missing is null
            ? changes
            : throw new StoreCorruptException(
                $"The log of '{service}' in etcd lacks change {missing} although it keeps {from} to {meta.Revision}.");
    }

    private static Revision? FirstMissing(List<ServiceChange> changes, Revision from, Revision last)
    {
        var expected = from;
        foreach (var change in changes)
        {
            if (change.Revision != expected)
            {
                return expected;
            }

            expected = expected.Next;
        }

        return expected == last.Next ? null : expected;
    }
}
