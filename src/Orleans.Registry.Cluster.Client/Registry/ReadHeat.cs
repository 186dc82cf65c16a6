namespace Orleans.Registry.Cluster;

/// <summary>
/// Tells services that are read often from those that are read once: only the former are worth a copy. A small table of the
/// last reads in which services may push each other out; one that was pushed out counts as read for the first time. Safe to
/// use from any thread.
/// </summary>
internal sealed class ReadHeat(TimeProvider time)
{
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(10);

    // Each entry: the hash of a name in the upper half, and when it was read in the lower, in units of 1/16 s.
    private readonly ulong[] _lastReads = new ulong[4096];

    /// <summary>Notes a read; whether the one before it was a short while ago.</summary>
    public bool Touch(ServiceName service)
    {
        var hash = (uint)service.GetHashCode();
        var now = (uint)(time.GetElapsedTime(0, time.GetTimestamp()).TotalSeconds * 16);
        ref var slot = ref _lastReads[hash % (uint)_lastReads.Length];
        var last = Volatile.Read(ref slot);
        Volatile.Write(ref slot, ((ulong)hash << 32) | now);
        return (uint)(last >> 32) == hash && last != 0 && now - (uint)last <= Close.TotalSeconds * 16;
    }
}
