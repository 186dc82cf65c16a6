using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <content>When leases start anew.</content>
public sealed partial class ServiceOwner
{
    private static readonly TimeSpan RetryExpiryAfter = TimeSpan.FromSeconds(1);

    private TimeSpan MaxHold => _state.Policy.Policy.Protection.MaxHold;

    // Whatever a change means for the lease follows from the change alone: one that was found by reading the service back has
    // no command to follow it.
    private void OnApplied(InstanceEntry entry, ServiceChange change)
    {
        var (before, after) = (change.Before, entry.Instance);
        if (before is null)
        {
            _host.OnAdded(this, entry);
            _host.Arm(entry, after.Details.Ttl);
        }
        else if (after.LapsedAt is null)
        {
            if (before.LapsedAt is not null || before.Details.Ttl != after.Details.Ttl)
            {
                _host.Arm(entry, after.Details.Ttl);
            }
        }
        else if (before.LapsedAt is null)
        {
            _host.Arm(entry, MaxHold);
        }
    }

    // Readers are told when a hold ends, by the policy in force. One that was to be over already leaves a TTL to be heard in:
    // it may have been taken over a moment ago.
    private void MoveHolds(DateTimeOffset now)
    {
        foreach (var entry in _state.Entries)
        {
            if (entry.Instance is { LapsedAt: { } lapsedAt } held)
            {
                var left = MaxHold - (now > lapsedAt ? now - lapsedAt : TimeSpan.Zero);
                _host.Arm(entry, left > held.Details.Ttl ? left : held.Details.Ttl);
            }
        }
    }

    // Whoever registers or reports is alive, also when nothing changed by it. But a repeat of what was done before the lease
    // ran out changes nothing about a hold, not even its end. What could not be expired is open again.
    private void Rearm(ServiceCommand command, RegistryError? error)
    {
        switch (command)
        {
            case RegisterCommand or SignalCommand or RecoverCommand when error is null:
                if (_state.TryGet(command.Subject, out var alive) && alive.Instance.LapsedAt is null)
                {
                    _host.Arm(alive, alive.Instance.Details.Ttl);
                }

                break;
            case ExpireCommand expire when error is not null:
                foreach (var id in expire.Ids)
                {
                    if (_state.TryGet(id, out var kept) && kept.IsClosed)
                    {
                        _host.Arm(kept, RetryExpiryAfter);
                    }
                }

                break;
        }
    }
}
