using Orleans.Registry.Core;

namespace Orleans.Registry.Embedded;

/// <summary>
/// A hashed timing wheel (Varghese and Lauck, "Hashed and hierarchical timing wheels", 1987, scheme 6) over leases. A
/// renewal does not touch it: when a lease's slot comes round and the deadline has moved on, the lease is put into its new
/// slot then. So a lease costs the wheel one step a TTL, or one a revolution when the TTL is longer.
/// </summary>
/// <remarks>Safe to use from any thread; times are milliseconds of the <see cref="LeaseClock"/>.</remarks>
internal sealed class LeaseWheel
{
    /// <summary>Width of a slot in ms.</summary>
    public const long SlotWidth = 50;

    private const int SlotCount = 1024;

    private readonly Lock _gate = new();
    private readonly List<InstanceEntry>[] _slots = new List<InstanceEntry>[SlotCount];
    private long _cursor;

    public LeaseWheel()
    {
        for (var i = 0; i < SlotCount; i++)
        {
            _slots[i] = [];
        }
    }

    /// <summary>Sees to it that a lease is looked at no later than its deadline's slot.</summary>
    public void Schedule(InstanceEntry entry, long deadline)
    {
        lock (_gate)
        {
            Schedule_NeedsLock(entry, deadline);
        }
    }

    /// <summary>Closes the leases that have run out by now, and adds them to a list in the order of their slots.</summary>
    public void Advance(long now, List<InstanceEntry> closed)
    {
        lock (_gate)
        {
            for (var last = now / SlotWidth; _cursor < last;)
            {
                _cursor++;
                Visit_NeedsLock(_cursor, now, closed);
            }
        }
    }

    private void Schedule_NeedsLock(InstanceEntry entry, long deadline)
    {
        var wanted = deadline >= long.MaxValue - SlotWidth ? long.MaxValue : (deadline + SlotWidth - 1) / SlotWidth;
        var slot = Math.Clamp(wanted, _cursor + 1, _cursor + SlotCount - 1);
        if (entry.ScheduledAt > _cursor && entry.ScheduledAt <= slot)
        {
            return;
        }

        entry.ScheduledAt = slot;
        _slots[slot % SlotCount].Add(entry);
    }

    private void Visit_NeedsLock(long slot, long now, List<InstanceEntry> closed)
    {
        var list = _slots[slot % SlotCount];
        if (list.Count == 0)
        {
            return;
        }

        // Entries that are put back land in other slots: the farthest is one short of a revolution.
        foreach (var entry in list)
        {
            if (entry.ScheduledAt != slot)
            {
                continue;
            }

            entry.ScheduledAt = 0;
            if (entry.TryClose(now))
            {
                closed.Add(entry);
            }
            else if (entry.Deadline >= 0)
            {
                Schedule_NeedsLock(entry, entry.Deadline);
            }
        }

        list.Clear();
    }
}
