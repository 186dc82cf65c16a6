using Microsoft.Extensions.Logging;
using Orleans.Registry.Core;

namespace Orleans.Registry.Cluster;

/// <content>The lease: renewed in memory, timed by a grain timer.</content>
internal sealed partial class InstanceGrain
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(20);

    // Nearly every renewal has this answer: it is made once.
    private static readonly Task<RenewalOutcome> Renewed = Task.FromResult(RenewalOutcome.Renewed);

    public async Task<RenewalReply> RenewHereAsync(ulong incarnation) => new(await RenewAsync(incarnation), silo.SiloAddress);

    public Task<RenewalOutcome> RenewAsync(ulong incarnation)
    {
        if (!_isKnown)
        {
            return KnowAndRenewAsync(incarnation);
        }

        var outcome = Renew(incarnation);
        return outcome == RenewalOutcome.Renewed ? Renewed : Task.FromResult(outcome);
    }

    private async Task<RenewalOutcome> KnowAndRenewAsync(ulong incarnation)
        => await KnowAsync() is null ? Renew(incarnation) : RenewalOutcome.NotReady;

    private RenewalOutcome Renew(ulong incarnation)
    {
        var outcome = _lease?.Renew(leases.Now, incarnation) ?? RenewalOutcome.Unknown;
        if (outcome == RenewalOutcome.Renewed)
        {
            counters.CountRenewals(1);
            if (_lease!.IsHeld)
            {
                _ = RecoverAsync();
            }
        }

        return outcome;
    }

    public Task HoldAsync(TimeSpan left)
    {
        if (_lease is { IsHeld: true } lease)
        {
            SetDeadline(lease, leases.Now + (long)left.TotalMilliseconds);
        }

        return Task.CompletedTask;
    }

    // The removal was held back, and now it is heard of again.
    private async Task RecoverAsync()
    {
        try
        {
            var reply = await OwnerOf(_service).RecoverAsync(_id);
            if (reply.Error is null && _lease is { IsClosed: false })
            {
                Arm(reply);
            }
        }
        catch (Exception exception)
        {
            // The next renewal tries again.
            LogNotRecovered(logger, _id, exception.Message);
        }
    }

    /// <summary>Starts the lease of the record that a service's owner has, or ends it when there is none.</summary>
    private void Arm(InstanceReply reply)
    {
        if (reply.Instance is not { } instance)
        {
            Drop();
            return;
        }

        var left = instance.LapsedAt is null ? instance.Details.Ttl : reply.Hold;
        Arm(instance, leases.Now + (long)left.TotalMilliseconds);
        Follow(reply);
    }

    private void Arm(ServiceInstance instance, long deadline)
    {
        if (_isEnding)
        {
            // What was still under way when the activation ended must not leave a lease behind that nobody times.
            return;
        }

        if (_lease is { } lease)
        {
            lease.Restart(instance, deadline);
        }
        else
        {
            _lease = lease = new InstanceLease(instance, deadline);
            leases.Add(_id, lease);

            // Renewals go past the grain: it must not look idle.
            DelayDeactivation(Timeout.InfiniteTimeSpan);
        }

        SetTimer(deadline);
    }

    private void SetDeadline(InstanceLease lease, long deadline)
    {
        lease.Reopen(deadline);
        SetTimer(deadline);
    }

    private void SetTimer(long deadline)
    {
        var due = TimeSpan.FromMilliseconds(Math.Min(deadline - leases.Now, int.MaxValue));
        due = due > ShortestTimer ? due : ShortestTimer;
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(
                static (grain, _) => grain.OnDueAsync(),
                this,
                new GrainTimerCreationOptions { DueTime = due, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    // Runs in turn with mutations: what is being registered is not expired.
    private async Task OnDueAsync()
    {
        if (_lease is not { } lease)
        {
            return;
        }

        if (!leases.TryGet(_id, out var present) || present != lease)
        {
            // Another activation of this instance has taken the lease over: this one is in its way.
            Drop();
            DeactivateOnIdle();
            return;
        }

        if (!leases.MayExpire || !lease.IsOver(leases.Now))
        {
            SetTimer(Math.Max(lease.Deadline, leases.Now + (long)Recheck.TotalMilliseconds));
            return;
        }

        try
        {
            if (await EndAsync(lease))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogNotExpired(logger, _id, exception.Message);
        }

        if (lease.Deadline >= 0)
        {
            SetTimer(Math.Max(lease.Deadline, leases.Now + (long)RetryAfter.TotalMilliseconds));
        }
        else
        {
            SetDeadline(lease, leases.Now + (long)RetryAfter.TotalMilliseconds);
        }
    }

    // The lease stays open, and renewals are heard, until it is known that the owner of the service answers and that no other
    // silo has heard of the instance. Only the last step takes it at its word. False: look again a little later.
    private async Task<bool> EndAsync(InstanceLease lease)
    {
        var found = await OwnerOf(_service).FindAsync(_id);
        if (found.Error is not null)
        {
            LogNotExpired(logger, _id, found.Error.Message);
            return false;
        }

        if (found.Instance is null)
        {
            Drop();
            return true;
        }

        if (await others.TakeOverAsync(_id) is not { } left)
        {
            return false;
        }

        lease.Extend(leases.Now + left);
        if (!leases.MayExpire || !lease.TryClose(leases.Now))
        {
            return false;
        }

        var reply = await OwnerOf(_service).ExpireAsync(_id, lease.Created);
        if (reply.Error is not null)
        {
            LogNotExpired(logger, _id, reply.Error.Message);
            return false;
        }

        Arm(reply);
        return true;
    }

    private void Drop()
    {
        EndChecks();
        if (_lease is { } lease)
        {
            lease.End();
            leases.Remove(_id, lease);
            _lease = null;
            _timer?.Dispose();
            _timer = null;
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    private LeaseInfo? LeaseOf(ServiceInstance instance)
    {
        if (_lease is not { } lease)
        {
            return null;
        }

        var ttl = instance.Details.Ttl;
        if (instance.LapsedAt is { } lapsedAt)
        {
            return new LeaseInfo(ttl, lapsedAt - ttl, TimeSpan.Zero);
        }

        var remaining = TimeSpan.FromMilliseconds(Math.Max(0, lease.Deadline - leases.Now));
        var since = ttl - remaining;
        return new LeaseInfo(ttl, time.GetUtcNow() - (since > TimeSpan.Zero ? since : TimeSpan.Zero), remaining);
    }

    private void ArmWithGrace(InstanceReply reply)
    {
        var instance = reply.Instance!;
        var deadline = LeaseGrace.Deadline(leases.Now, instance.Details.Ttl, (uint)_id.GetHashCode());
        if (instance.LapsedAt is { } lapsedAt)
        {
            // The hold goes on at least to the end that was told.
            var left = reply.Hold - (time.GetUtcNow() - lapsedAt);
            deadline = Math.Max(deadline, leases.Now + (long)Math.Min(left.TotalMilliseconds, reply.Hold.TotalMilliseconds));
        }

        Arm(instance, deadline);
        Follow(reply);
    }

    [LoggerMessage(330, LogLevel.Warning, "Instance '{Id}' is heard of again, but its service did not take it: {Reason}")]
    private static partial void LogNotRecovered(ILogger logger, InstanceId id, string reason);

    [LoggerMessage(331, LogLevel.Warning, "The lease of instance '{Id}' has run out, but its service did not take it; it is tried again: {Reason}")]
    private static partial void LogNotExpired(ILogger logger, InstanceId id, string reason);
}
