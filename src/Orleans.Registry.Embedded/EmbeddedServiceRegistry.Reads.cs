using System.Runtime.CompilerServices;
using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Embedded;

/// <content>Reads and watches.</content>
public sealed partial class EmbeddedServiceRegistry
{
    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceAnswer>> GetServiceAsync(
        ServiceName service, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var found = Find(service, options);
        if (found is { IsSuccess: true, Value: var owner } && IsFreshEnough(owner, options))
        {
            _counters.CountDiscovery();
            return new(new ServiceAnswer(owner.Published.Snapshot, FreshnessOf(owner.Published)));
        }

        return ReadAsync(service, options, static p => new ServiceAnswer(p.Snapshot, FreshnessOf(p)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<DiscoveryAnswer>> DiscoverAsync(
        ServiceName service, InstanceQuery query, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(service, options, p => ServiceReads.Discover(p, query, FreshnessOf(p)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<InstanceAnswer>> GetInstanceAsync(
        InstanceId id, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_notReady is { } notReady)
        {
            return notReady;
        }

        if (RequestRules.Check(options) is { } invalid)
        {
            return invalid;
        }

        if (!_index.TryFindService(id, out var service) || FindOwner(service) is not { } owner)
        {
            return InstanceNotFound(id);
        }

        if (!await WaitAsync(owner, options, cancellationToken).ConfigureAwait(false))
        {
            return NotReached(owner, options!);
        }

        if (!_index.TryGet(id, out var entry))
        {
            return InstanceNotFound(id);
        }

        // The record is swapped an instant before the revision is published; the answer must not be newer than it says.
        var instance = entry.Instance;
        await owner.Watchers.WaitUntilAsync(
            () => owner.Published.Snapshot.Revision >= instance.ModifiedRevision, TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        _counters.CountDiscovery();
        return new InstanceAnswer(instance, LeaseOf(entry), FreshnessOf(owner.Published));
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceListAnswer>> ListServicesAsync(
        ServiceListQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (_notReady is { } notReady)
        {
            return new(notReady);
        }

        List<ServiceSummary> services = [];
        foreach (var (name, owner) in _owners)
        {
            var published = owner.Published;
            if (name.Value.StartsWith(query.Prefix, StringComparison.Ordinal)
                && published.Snapshot.Revision != Revision.None
                && (query.IncludeEmpty || published.Snapshot.Instances.Count > 0))
            {
                services.Add(ServiceReads.Summarise(published));
            }
        }

        services.Sort(static (a, b) => a.Name.CompareTo(b.Name));
        _counters.CountDiscovery();
        return new(new ServiceListAnswer(services, TimeSpan.Zero, AnswerSource.Owner));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (WatchRequestValidator.Validate(request) is { Count: > 0 } errors)
        {
            throw new ArgumentException(RegistryError.Invalid(errors).Message, nameof(request));
        }

        // A registry that has not loaded must not say "no instances" (P6); whoever needs to know why asks for readiness.
        if (_notReady is not null || request.Targets.Any(t => GetOrAddOwner(t.Service) is null))
        {
            yield break;
        }

        await foreach (var next in _watchers.OpenAsync(request, name => GetOrAddOwner(name)!, cancellationToken).ConfigureAwait(false))
        {
            yield return next;
        }
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<bool>> ConfirmAsync(
        string watcherId, ServiceName service, ServicePosition position, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcherId);
        return _watchers.Confirm(watcherId, service, position) is { } refusal ? new(refusal) : new(true);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HistoryPage>> GetHistoryAsync(
        ServiceName service, Revision after, int limit = 100, CancellationToken cancellationToken = default)
        => Read(service, p => ServiceReads.GetHistory(p, after, limit));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceSnapshot>> GetAsOfAsync(
        ServiceName service, HistoryPoint point, CancellationToken cancellationToken = default)
        => Read(service, p => ServiceReads.GetAsOf(p, point));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HistoryDifference>> GetDifferenceAsync(
        ServiceName service, HistoryPoint from, HistoryPoint to, CancellationToken cancellationToken = default)
        => Read(service, p => ServiceReads.GetDifference(p, from, to));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<Explanation>> ExplainAsync(
        ServiceName service, InstanceId id, InstanceQuery query, CancellationToken cancellationToken = default)
        => Read<Explanation>(service, p => ServiceReads.Explain(p, id, query, FreshnessOf(p)));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<WhatIfAnswer>> WhatIfAsync(
        ServiceName service, ServicePolicy policy, CallerContext caller, CancellationToken cancellationToken = default)
        => RequestRules.ToError(PolicyValidator.Validate(policy)) is { } invalid
            ? new(invalid)
            : Read<WhatIfAnswer>(service, p => WhatIf.Evaluate(p.Snapshot, p.Snapshot.Policy, policy, caller, FreshnessOf(p)));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<IReadOnlyList<VersionedPolicy>>> GetPoliciesAsync(
        ServiceName service, CancellationToken cancellationToken = default)
        => Read(service, static p => RegistryResult.Success<IReadOnlyList<VersionedPolicy>>([.. p.Policies.Reverse(), VersionedPolicy.BuiltIn]));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<IReadOnlyList<VersionedConfiguration>>> GetConfigurationsAsync(
        ServiceName service, CancellationToken cancellationToken = default)
        => Read(service, static p => RegistryResult.Success<IReadOnlyList<VersionedConfiguration>>([.. p.Configurations.Reverse()]));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<RegistryStats>> GetStatsAsync(CancellationToken cancellationToken = default) => new(GetStats());

    /// <summary>The same, synchronous. Costs a step per service.</summary>
    public RegistryStats GetStats()
    {
        var byStatus = new int[(int)InstanceStatus.OutOfService + 1];
        var protectedServices = 0;
        foreach (var owner in _owners.Values)
        {
            var snapshot = owner.Published.Snapshot;
            protectedServices += snapshot.Protection is null ? 0 : 1;
            foreach (var status in Enum.GetValues<InstanceStatus>())
            {
                byStatus[(int)status] += owner.Published.CountOf(status);
            }
        }

        return new RegistryStats
        {
            IsReady = IsReady,
            NotReadyReason = _notReady?.Message ?? string.Empty,
            Services = _owners.Count,
            Instances = Enum.GetValues<InstanceStatus>().ToDictionary(static s => s, s => byStatus[(int)s]),
            ProtectedServices = protectedServices,
            Watchers = _watchers.Count,
            Registrations = _counters.Registrations,
            Renewals = _counters.Renewals,
            Expirations = _counters.Changes(ChangeKind.Expired),
            Discoveries = _counters.Discoveries,
            Changes = _counters.AllChanges,
            Store = _store.Name,
            Durability = _store.Durability,
            StartedAt = _startedAt,
        };
    }

    private static Freshness FreshnessOf(PublishedService published) => new(published.Snapshot.Position, TimeSpan.Zero, AnswerSource.Owner);

    private LeaseInfo LeaseOf(Core.InstanceEntry entry)
    {
        var ttl = entry.Instance.Details.Ttl;
        var remaining = TimeSpan.FromMilliseconds(Math.Max(0, entry.Deadline - _leases.Clock.Now));
        remaining = remaining > ttl && entry.Instance.LapsedAt is null && entry.Deadline == long.MaxValue ? ttl : remaining;
        var since = ttl - remaining;
        return new LeaseInfo(ttl, _time.GetUtcNow() - (since > TimeSpan.Zero ? since : TimeSpan.Zero), remaining);
    }

    private RegistryResult<ServiceOwner> Find(ServiceName service, ReadOptions? options)
    {
        if (_notReady is { } notReady)
        {
            return notReady;
        }

        if (RequestRules.Check(options) is { } invalid)
        {
            return invalid;
        }

        return FindOwner(service) is { } owner && owner.Published.Snapshot.Revision != Revision.None
            ? owner
            : new RegistryError(RegistryErrorCode.ServiceNotFound, $"The registry knows no service '{service}'.");
    }

    private ValueTask<RegistryResult<T>> Read<T>(ServiceName service, Func<PublishedService, RegistryResult<T>> read)
    {
        var found = Find(service, null);
        return new(found.IsSuccess ? read(found.Value.Published) : found.Error);
    }

    private async ValueTask<RegistryResult<T>> ReadAsync<T>(
        ServiceName service, ReadOptions? options, Func<PublishedService, T> read, CancellationToken cancellationToken)
    {
        var found = Find(service, options);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (!await WaitAsync(found.Value, options, cancellationToken).ConfigureAwait(false))
        {
            return NotReached(found.Value, options!);
        }

        _counters.CountDiscovery();
        return read(found.Value.Published);
    }

    private static bool IsFreshEnough(ServiceOwner owner, ReadOptions? options)
        => options is null || owner.Published.Snapshot.Revision >= options.MinRevision;

    private static ValueTask<bool> WaitAsync(ServiceOwner owner, ReadOptions? options, CancellationToken cancellationToken)
        => IsFreshEnough(owner, options)
            ? new(true)
            : owner.Watchers.WaitUntilAsync(() => IsFreshEnough(owner, options), options!.Wait, cancellationToken);

    private static RegistryError NotReached(ServiceOwner owner, ReadOptions options)
        => new(RegistryErrorCode.RevisionNotReached,
            $"Service '{owner.Name}' is at revision {owner.Published.Snapshot.Revision} and did not reach {options.MinRevision} within {options.Wait.TotalSeconds} s.");
}
