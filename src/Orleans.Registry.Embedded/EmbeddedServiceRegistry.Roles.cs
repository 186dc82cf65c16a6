using Orleans.Registry.Engine;

namespace Orleans.Registry.Embedded;

/// <content>
/// Which of several registries on one store leads. The leader holds the store's claim; a standby follows what the leader
/// stores, answers reads as a replica, and leads once the claim has lapsed or was given up.
/// </content>
public sealed partial class EmbeddedServiceRegistry
{
    /// <summary>How much longer than it lives a claim is waited for: stores do not count to the millisecond.</summary>
    private static readonly TimeSpan ClaimMargin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ClaimPause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _readiness = new();
    private volatile bool _isEnded;
    private Task _following = Task.CompletedTask;
    private volatile RegistryError? _noWrites;
    private volatile bool _isFollowing;
    private DateTimeOffset _ledAt;
    private long _currentAt;

    /// <summary>Whether it is a standby that follows another registry.</summary>
    public bool IsStandby => _isFollowing;

    /// <summary>Why mutations are refused; <c>null</c> when they are not.</summary>
    private RegistryError? Refusal => _notReady ?? _noWrites;

    /// <summary>Why it cannot tell what only the leader knows; <c>null</c> when it leads.</summary>
    private RegistryError? NotLeading => _notReady ?? (_isFollowing ? _noWrites : null);

    private AnswerSource Source => _isFollowing ? AnswerSource.Replica : AnswerSource.Owner;

    private TimeSpan Age => _isFollowing ? _time.GetElapsedTime(Volatile.Read(ref _currentAt)) : _claim.Age;

    /// <summary>
    /// Opens the store and claims it, loads all services, gives every lease a full TTL and some jitter, and begins to answer.
    /// Where another registry holds the store, a standby (<see cref="EmbeddedRegistryOptions.Standby"/>) begins to follow it
    /// instead; any other waits until that registry's claim may have lapsed.
    /// </summary>
    /// <exception cref="StoreHeldException">Another registry keeps its claim on the store alive.</exception>
    /// <exception cref="StoreCorruptException">The stored data must not be used as it is.</exception>
    /// <exception cref="StoreUnavailableException">
    /// The store cannot be used, or, one that is external, did not answer for <see cref="EmbeddedRegistryOptions.StoreWait"/>.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _startedAt = _time.GetUtcNow();
        var began = _time.GetTimestamp();
        _notReady = Waiting("The registry is loading its store.");
        var patience = _store.Durability == StoreDurability.External ? _options.StoreWait : TimeSpan.Zero;
        var wait = new StoreWait(_store.Description, patience, _time, _logger, why => _notReady = Waiting(why));
        await wait.RunAsync(OpenAsync, cancellationToken).ConfigureAwait(false);
        if (await wait.RunAsync(c => _claim.TryTakeAsync(_options.TakeOver, c), cancellationToken).ConfigureAwait(false) is { } holder)
        {
            if (_options.Standby)
            {
                await StandByAsync(holder, wait, cancellationToken).ConfigureAwait(false);
                return;
            }

            await WaitForClaimAsync(holder, wait, cancellationToken).ConfigureAwait(false);
        }

        // Loading may take longer than a claim lives.
        _claim.Start();
        await LoadAllAsync(wait, cancellationToken).ConfigureAwait(false);
        await ConfirmedAsync(cancellationToken).ConfigureAwait(false);
        Lead();
        LogReady(_logger, _store.Name, _owners.Count, _index.Count, _time.GetElapsedTime(began).TotalSeconds);
    }

    private async ValueTask<bool> OpenAsync(CancellationToken cancellationToken)
    {
        await _store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Waits until the claim is beyond doubt: a store that was away while it was loaded may have been taken by another registry.
    /// </summary>
    private async Task ConfirmedAsync(CancellationToken cancellationToken)
    {
        while (_claim.IsInDoubt && !_isEnded)
        {
            await Task.Delay(ClaimPause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitForClaimAsync(StoreClaim holder, StoreWait wait, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        LogHeld(_logger, _store.Name, holder.Owner, holder.Ttl + ClaimMargin);
        _notReady = Waiting($"Store '{_store.Name}' is held by {holder.Owner}; waiting for that claim to lapse.");
        while (_time.GetElapsedTime(began) < holder.Ttl + ClaimMargin)
        {
            await Task.Delay(ClaimPause, _time, cancellationToken).ConfigureAwait(false);
            if (await wait.RunAsync(c => _claim.TryTakeAsync(force: false, c), cancellationToken).ConfigureAwait(false) is not { } present)
            {
                return;
            }

            holder = present;
        }

        throw new StoreHeldException(
            $"Store '{_store.Name}' is held by {holder.Owner}, which is alive. Stop that registry, or start this one as a standby, or let it take over.")
        {
            Holder = holder,
        };
    }

    // What was loaded before the store fell silent is not loaded again: a leader's claim keeps others from writing, and a standby
    // reads what has changed since its mark, which is older.
    private async Task LoadAllAsync(StoreWait wait, CancellationToken cancellationToken)
    {
        var isAgain = false;
        while (true)
        {
            try
            {
                await foreach (var image in _store.LoadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    wait.Answered();
                    if (!isAgain || FindOwner(image.Service) is null)
                    {
                        Load(image);
                    }
                }

                return;
            }
            catch (StoreUnavailableException exception)
            {
                isAgain = true;
                await wait.PauseAsync(exception, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Lead()
    {
        _ledAt = _time.GetUtcNow();
        if (_isFollowing)
        {
            ArmAll();
            _isFollowing = false;
        }

        _store.Attach(this);
        _checks.Lead(AllInstances());
        _leases.Start();
        _noWrites = null;
        BecomeReady();
    }

    private void BecomeReady()
    {
        lock (_readiness)
        {
            // Not when the claim was lost meanwhile, or the registry was stopped.
            if (!_isEnded)
            {
                _notReady = null;
            }
        }
    }

    /// <summary>Ceases to answer for good; the first reason stays, but for the one of stopping. False when it had ceased already.</summary>
    private bool End(RegistryError reason)
    {
        lock (_readiness)
        {
            var isFirst = !_isEnded;
            _isEnded = true;
            _notReady = isFirst || reason.Code == RegistryErrorCode.NotReady ? reason : _notReady;
            return isFirst;
        }
    }

    private async Task StandByAsync(StoreClaim leader, StoreWait wait, CancellationToken cancellationToken)
    {
        _isFollowing = true;
        NameLeader(leader);
        var began = _time.GetTimestamp();
        var mark = (await wait.RunAsync(c => _store.ReadChangesAsync(null, c), cancellationToken).ConfigureAwait(false)).Mark;
        await LoadAllAsync(wait, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _currentAt, began);
        BecomeReady();
        LogStandby(_logger, _store.Name, leader.Owner, _owners.Count, _index.Count, _time.GetElapsedTime(began).TotalSeconds);
        using (ExecutionContext.SuppressFlow())
        {
            _following = Task.Run(() => FollowAsync(mark, _ending.Token), CancellationToken.None);
        }
    }

    private async Task FollowAsync(StoreMark mark, CancellationToken cancellationToken)
    {
        var isAway = false;
        var took = TimeSpan.Zero;
        while (true)
        {
            // A store whose changes are costly to find is asked less often.
            var pause = took * 4 > _options.FollowInterval ? took * 4 : _options.FollowInterval;
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            var began = _time.GetTimestamp();
            try
            {
                mark = await CatchUpAsync(mark, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _currentAt, began);
                took = _time.GetElapsedTime(began);
                isAway = false;
                if (await _claim.TryTakeAsync(force: false, cancellationToken).ConfigureAwait(false) is not { } leader)
                {
                    await TakeOverAsync(mark, cancellationToken).ConfigureAwait(false);
                    return;
                }

                NameLeader(leader);
            }
            catch (StoreUnavailableException exception)
            {
                if (!isAway)
                {
                    LogNotFollowed(_logger, exception.Message);
                }

                isAway = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // What it cannot read it must not go on to answer from, nor lead with.
                LogFollowingFailed(_logger, exception);
                End(new RegistryError(RegistryErrorCode.NotReady, $"The standby cannot follow the store: {exception.Message}"));
                await _claim.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
                return;
            }
        }
    }

    // From the claim on nobody else writes: what is stored now is all there is.
    private async Task TakeOverAsync(StoreMark mark, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        _claim.Start();
        while (true)
        {
            try
            {
                await CatchUpAsync(mark, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (StoreUnavailableException exception)
            {
                LogNotFollowed(_logger, exception.Message);
                await Task.Delay(ClaimPause, _time, cancellationToken).ConfigureAwait(false);
            }
        }

        await ConfirmedAsync(cancellationToken).ConfigureAwait(false);
        Lead();
        LogTookOver(_logger, _store.Name, _owners.Count, _index.Count, _time.GetElapsedTime(began).TotalSeconds);
    }

    private async Task<StoreMark> CatchUpAsync(StoreMark mark, CancellationToken cancellationToken)
    {
        const int AtOnce = 32;
        var changes = await _store.ReadChangesAsync(mark, cancellationToken).ConfigureAwait(false);
        if (!changes.IsComplete)
        {
            LogSetBack(_logger, _store.Name);
            List<ServiceName> all = [];
            await foreach (var service in _store.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                all.Add(service);
            }

            changes = changes with { Services = all };
        }

        foreach (var services in changes.Services.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(services.Select(s => RefreshAsync(s, cancellationToken))).ConfigureAwait(false);
        }

        return changes.Mark;
    }

    private async Task RefreshAsync(ServiceName service, CancellationToken cancellationToken)
    {
        if (FindOwner(service) is { } owner)
        {
            await owner.RefreshAsync().ConfigureAwait(false);
        }
        else if (await _store.LoadAsync(service, cancellationToken).ConfigureAwait(false) is { } image)
        {
            Load(image);
        }
    }

    private void NameLeader(StoreClaim leader)
    {
        var message = $"This registry is a standby; the leader is {leader.Owner}.";
        if (_noWrites?.Message != message)
        {
            _noWrites = Waiting(message);
        }
    }

    private void ArmAll()
    {
        foreach (var owner in _owners.Values)
        {
            var snapshot = owner.Published.Snapshot;
            foreach (var instance in snapshot.Instances)
            {
                if (_index.TryGet(instance.Id, out var entry))
                {
                    _leases.ArmUntil(entry, FirstDeadline(entry.Instance, snapshot.Policy.Policy.Protection));
                }
            }
        }
    }

    // Asked by each tick of the lease clock: while the claim may be another's, nothing that is only remembered is promised,
    // and since no renewal is taken, no lease may run.
    private bool MayLeasesRun()
    {
        var isInDoubt = _claim.IsInDoubt;
        if (isInDoubt && _noWrites is null)
        {
            LogInDoubt(_logger, _store.Name);
            _noWrites = new RegistryError(
                RegistryErrorCode.StoreUnavailable,
                $"Store '{_store.Name}' has not confirmed this registry's claim for as long as it lives: another registry may have the store.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
        else if (!isInDoubt && _noWrites is not null)
        {
            _noWrites = null;
        }

        return !isInDoubt;
    }

    private static RegistryError Waiting(string message) => new(RegistryErrorCode.NotReady, message) { RetryAfter = TimeSpan.FromSeconds(1) };
}
