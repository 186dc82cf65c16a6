using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>
/// When one registry heard of its instances, in the time during which it could hear, and until when it may hold those it
/// took for silent: what leases must come to, without looking at a lease.
/// </summary>
internal sealed class HearingLog(StoredHistory history, ProcessClock clock)
{
    private readonly Dictionary<InstanceId, Hearing> _heard = [];

    public Hearing Of(InstanceId id) => _heard[id];

    public bool TryGet(InstanceId id, out Hearing hearing) => _heard.TryGetValue(id, out hearing);

    public void OnHeard(InstanceId id)
        => _heard[id] = new Hearing(clock.Hearable, IsTakenOver: false, HeldUntil: null, _heard.GetValueOrDefault(id).TakenOverAt);

    public void OnTakenOver(InstanceId id) => _heard[id] = new Hearing(clock.Hearable, IsTakenOver: true, HeldUntil: null, clock.Hearable);

    public void Forget(InstanceId id) => _heard.Remove(id);

    /// <summary>A change has come into effect, whether or not somebody asked this registry for it.</summary>
    public void OnChange(ServiceName service, ServiceChange change)
    {
        if (change.Policy is not null)
        {
            OnPolicy(service, change);
        }
        else if (change is { Before: { } before, After: { } after })
        {
            OnRecord(service, before, after);
        }
    }

    private void OnRecord(ServiceName service, ServiceInstance before, ServiceInstance after)
    {
        if (after.LapsedAt is not null && before.LapsedAt is null)
        {
            OnHeld(after.Id, MaxHold(service, after.ModifiedRevision));
        }
        else if (after.LapsedAt is null && (before.LapsedAt is not null || before.Details.Ttl != after.Details.Ttl))
        {
            OnHeard(after.Id);
        }
    }

    // Another length of holds moves the ends of those that have begun, but leaves each a TTL to be heard in.
    private void OnPolicy(ServiceName service, ServiceChange change)
    {
        var maxHold = MaxHold(service, change.Revision);
        if (maxHold == MaxHold(service, new Revision(change.Revision.Value - 1)))
        {
            return;
        }

        foreach (var held in history.StateAt(service, change.Revision).Instances.Values.Where(static i => i.LapsedAt is not null))
        {
            var lasted = change.At - held.LapsedAt!.Value;
            var left = maxHold - (lasted > TimeSpan.Zero ? lasted : TimeSpan.Zero);
            OnHeld(held.Id, left > held.Details.Ttl ? left : held.Details.Ttl);
        }
    }

    private TimeSpan MaxHold(ServiceName service, Revision revision) => history.StateAt(service, revision).Policy.Policy.Protection.MaxHold;

    // Nothing, when it has left since.
    private void OnHeld(InstanceId id, TimeSpan time)
    {
        if (_heard.TryGetValue(id, out var hearing))
        {
            _heard[id] = hearing with { HeldUntil = clock.Hearable + (long)time.TotalMilliseconds };
        }
    }
}
