namespace Orleans.Registry.Core;

/// <summary>
/// Deadlines for leases that a registry takes over without knowing when they were renewed last: a full TTL, plus a jitter
/// so that silent ones do not all run out in the same moment.
/// </summary>
public static class LeaseGrace
{
    /// <summary>The part of a TTL over which the jitter spreads deadlines.</summary>
    private const int JitterDivisor = 4;

    /// <summary>The deadline of a lease taken over at a time of the lease clock.</summary>
    /// <param name="now">The lease clock, in ms.</param>
    /// <param name="ttl">The instance's TTL.</param>
    /// <param name="jitter">A number of any distribution; only its remainder is used.</param>
    public static long Deadline(long now, TimeSpan ttl, uint jitter)
    {
        var milliseconds = ttl.Ticks / TimeSpan.TicksPerMillisecond;
        return now + milliseconds + (jitter % Math.Max(1, milliseconds / JitterDivisor));
    }
}
