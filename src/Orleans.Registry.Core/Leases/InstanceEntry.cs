namespace Orleans.Registry.Core;

/// <summary>
/// One registered instance in memory: its present record and its lease. The owner of the service changes the record; the
/// lease may be renewed by any thread at any time without a lock.
/// </summary>
/// <remarks>
/// The lease is one number: the deadline in milliseconds of the host's <see cref="LeaseClock"/>. The owner expires by
/// replacing exactly the deadline it saw, so a renewal that comes at the same moment either moves the deadline first (and
/// the expiry fails) or finds the lease closed (and is told so): an instance is never told "renewed" and removed for silence.
/// One case is left: an expiry whose outcome the store did not tell opens the lease again, and its write may still arrive.
/// </remarks>
public sealed class InstanceEntry
{
    /// <summary>No deadline: the host has not started the lease yet.</summary>
    private const long Unarmed = long.MaxValue;
    private const long Closing = -1;
    private const long Gone = -2;

    private ServiceInstance _instance;
    private long _deadline = Unarmed;

    internal InstanceEntry(ServiceInstance instance, int slot)
    {
        _instance = instance;
        Slot = slot;
    }

    /// <summary>The present record.</summary>
    public ServiceInstance Instance
    {
        get => Volatile.Read(ref _instance);
        internal set => Volatile.Write(ref _instance, value);
    }

    /// <summary>Where the record stands in the service's table.</summary>
    internal int Slot { get; set; }

    /// <summary>The deadline in milliseconds of the lease clock; <see cref="long.MaxValue"/> before the lease runs, negative once it is closed.</summary>
    public long Deadline => Volatile.Read(ref _deadline);

    /// <summary>Whether the lease has run out and its end is being decided.</summary>
    public bool IsClosed => Volatile.Read(ref _deadline) == Closing;

    /// <summary>When the host's timing wheel looks at the lease next; the wheel's own, and only its owner may use it.</summary>
    public long ScheduledAt { get; set; }

    /// <summary>Whether the instance has left the registry.</summary>
    public bool IsGone => Volatile.Read(ref _deadline) == Gone;

    /// <summary>
    /// Renews the lease at a time of the lease clock. Allocates nothing. <paramref name="incarnation"/> 0 renews for anyone.
    /// </summary>
    public RenewalOutcome Renew(long now, ulong incarnation = 0)
    {
        var instance = Volatile.Read(ref _instance);
        if (incarnation != 0 && instance.Incarnation != 0 && instance.Incarnation != incarnation)
        {
            return IsGone ? RenewalOutcome.Unknown : RenewalOutcome.Superseded;
        }

        return Extend(now + (instance.Details.Ttl.Ticks / TimeSpan.TicksPerMillisecond));
    }

    /// <summary>Starts or restarts the lease so that it ends no earlier than a time of the lease clock.</summary>
    public RenewalOutcome Extend(long deadline)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _deadline);
            if (seen < 0)
            {
                return seen == Gone ? RenewalOutcome.Unknown : RenewalOutcome.NotReady;
            }

            if ((seen >= deadline && seen != Unarmed) || Interlocked.CompareExchange(ref _deadline, deadline, seen) == seen)
            {
                return RenewalOutcome.Renewed;
            }
        }
    }

    /// <summary>Sets the deadline whatever it was: for a lease whose rules have changed (a new TTL, a hold).</summary>
    public void Rearm(long deadline)
    {
        if (!IsGone)
        {
            Volatile.Write(ref _deadline, deadline);
        }
    }

    /// <summary>Closes the lease if it has run out at a time of the lease clock; true when this call closed it.</summary>
    public bool TryClose(long now)
    {
        var seen = Volatile.Read(ref _deadline);
        return seen >= 0 && seen <= now && Interlocked.CompareExchange(ref _deadline, Closing, seen) == seen;
    }

    /// <summary>Opens a lease that was closed, because the removal could not be stored.</summary>
    public void Reopen(long deadline) => Interlocked.CompareExchange(ref _deadline, deadline, Closing);

    internal void MarkGone() => Volatile.Write(ref _deadline, Gone);
}
