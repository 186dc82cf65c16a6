namespace Orleans.Registry.Cluster;

/// <summary>
/// The lease of one instance in its silo's memory: one deadline in milliseconds of the silo's lease clock. Any thread may
/// renew it; the instance grain ends it by replacing exactly the deadline it saw, so that nobody is told "renewed" and
/// removed for silence.
/// </summary>
internal sealed class InstanceLease
{
    private const long Closing = -1;
    private const long Gone = -2;
    private long _deadline;
    private long _ttl;
    private ulong _incarnation;
    private volatile bool _isHeld;

    public InstanceLease(ServiceInstance instance, long deadline)
    {
        Take(instance);
        _deadline = deadline;
    }

    /// <summary>Where the record the lease is for began: an older lease does not end a newer registration.</summary>
    public Revision Created { get; private set; }

    /// <summary>The deadline; negative once the lease is closed or gone.</summary>
    public long Deadline => Volatile.Read(ref _deadline);

    /// <summary>Whether its end is being decided.</summary>
    public bool IsClosed => Deadline == Closing;

    /// <summary>Whether it has run out and the instance's removal is held back: who renews it must tell the service's owner.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Renews the lease at a time of the lease clock; <paramref name="incarnation"/> 0 renews for anyone.</summary>
    public RenewalOutcome Renew(long now, ulong incarnation)
    {
        var known = Volatile.Read(ref _incarnation);
        if (incarnation != 0 && known != 0 && known != incarnation)
        {
            return Deadline == Gone ? RenewalOutcome.Unknown : RenewalOutcome.Superseded;
        }

        var wanted = now + Volatile.Read(ref _ttl);
        while (true)
        {
            var seen = Deadline;
            if (seen < 0)
            {
                return seen == Gone ? RenewalOutcome.Unknown : RenewalOutcome.NotReady;
            }

            if (seen >= wanted || Interlocked.CompareExchange(ref _deadline, wanted, seen) == seen)
            {
                return RenewalOutcome.Renewed;
            }
        }
    }

    /// <summary>Closes the lease if it has run out; true when it has.</summary>
    public bool TryClose(long now)
    {
        var seen = Deadline;
        return seen >= 0 && seen <= now && Interlocked.CompareExchange(ref _deadline, Closing, seen) == seen;
    }

    /// <summary>Closes the lease, run out or not; the deadline it had.</summary>
    public long Close() => Interlocked.Exchange(ref _deadline, Closing);

    /// <summary>Moves the deadline on to a later one, if the lease is still open.</summary>
    public void Extend(long deadline)
    {
        var seen = Deadline;
        while (seen >= 0 && seen < deadline && Interlocked.CompareExchange(ref _deadline, deadline, seen) != seen)
        {
            seen = Deadline;
        }
    }

    /// <summary>Whether the lease is open and has run out.</summary>
    public bool IsOver(long now) => Deadline is var seen && seen >= 0 && seen <= now;

    /// <summary>Starts the lease anew, for a record that may have changed.</summary>
    public void Restart(ServiceInstance instance, long deadline)
    {
        Take(instance);
        Reopen(deadline);
    }

    /// <summary>Sets the deadline, whatever it was.</summary>
    public void Reopen(long deadline) => Volatile.Write(ref _deadline, deadline);

    /// <summary>The instance has left.</summary>
    public void End() => Volatile.Write(ref _deadline, Gone);

    private void Take(ServiceInstance instance)
    {
        Volatile.Write(ref _ttl, (long)instance.Details.Ttl.TotalMilliseconds);
        Volatile.Write(ref _incarnation, instance.Incarnation);
        _isHeld = instance.LapsedAt is not null;
        Created = instance.CreatedRevision;
    }
}
