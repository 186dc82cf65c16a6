using System.Runtime.CompilerServices;
using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Embedded;

/// <content>Reads and watches.</content>
public sealed partial class EmbeddedServiceRegistry
{
    private static readonly InstanceStatus[] Statuses = Enum.GetValues<InstanceStatus>();
    private static readonly TimeSpan PublicationWait = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceAnswer>> GetServiceAsync(
        ServiceName service, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var found = Find(service, options);
        if (found is { IsSuccess: true, Value: var owner } && IsFreshEnough(owner, options))
        {
            _counters.CountDiscovery();
            var published = owner.Published;
            return new(new ServiceAnswer(published.Snapshot, FreshnessOf(published)));
        }

        return ReadAsync(service, options, p => new ServiceAnswer(p.Snapshot, FreshnessOf(p)), cancellationToken);
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
            return NotThere(InstanceNotFound(id));
        }

        if (!await WaitAsync(owner, options, cancellationToken).ConfigureAwait(false))
        {
            return NotReached(owner, options!);
        }

        // In this order: a record that is read after a publication is at least as new as it.
        var position = owner.Published.Snapshot.Position;
        if (!_index.TryGet(id, out var entry))
        {
            return NotThere(InstanceNotFound(id));
        }

        var instance = entry.Instance;
        if (instance.Service != service)
        {
            // The id has moved to another service meanwhile.
            return await GetInstanceAsync(id, options, cancellationToken).ConfigureAwait(false);
        }

        if (instance.ModifiedRevision > position.Revision)
        {
            // It was swapped an instant before its revision is published, and nobody may know more than readers of the service.
            var isShown = await owner.Watchers.WaitUntilAsync(
                () => owner.Published.Snapshot.Revision >= instance.ModifiedRevision, PublicationWait, cancellationToken).ConfigureAwait(false);
            position = new ServicePosition(owner.Published.Snapshot.Epoch, instance.ModifiedRevision);
            if (!isShown)
            {
                return new RegistryError(RegistryErrorCode.NotReady, $"Service '{service}' is about to show revision {instance.ModifiedRevision}.");
            }
        }

        _counters.CountDiscovery();
        return new InstanceAnswer(instance, LeaseOf(instance, entry.Deadline), new Freshness(position, Age, Source));
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
        return new(new ServiceListAnswer(services, Age, Source));
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

        // A registry that has not loaded must not say "no instances" (P6), and a drain at the leader waits for no watcher of a
        // standby.
        if (NotLeading is { } notLeading)
        {
            throw new RegistryException(notLeading);
        }

        if (request.Targets.Any(t => GetOrAddOwner(t.Service) is null))
        {
            throw new RegistryException(TooManyServices());
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
    public ValueTask<RegistryResult<bool>> CheckReadyAsync(CancellationToken cancellationToken = default)
        => Refusal is { } refusal ? new(refusal with { Code = RegistryErrorCode.NotReady }) : new(true);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<RegistryStats>> GetStatsAsync(CancellationToken cancellationToken = default) => new(GetStats());

    /// <summary>The same, synchronous. Costs a step per service.</summary>
    public RegistryStats GetStats()
    {
        var byStatus = new int[Statuses.Length];
        var services = 0;
        var protectedServices = 0;
        foreach (var (_, owner) in _owners)
        {
            // A service that is only watched is not known yet.
            var published = owner.Published;
            services += published.Snapshot.Revision == Revision.None ? 0 : 1;
            protectedServices += published.Snapshot.Protection is null ? 0 : 1;
            for (var i = 0; i < byStatus.Length; i++)
            {
                byStatus[i] += published.CountOf(Statuses[i]);
            }
        }

        return new RegistryStats
        {
            IsReady = IsReady,
            NotReadyReason = Refusal?.Message ?? string.Empty,
            Services = services,
            Instances = Statuses.Zip(byStatus).ToDictionary(static p => p.First, static p => p.Second),
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

    private Freshness FreshnessOf(PublishedService published) => new(published.Snapshot.Position, Age, Source);

    private LeaseInfo LeaseOf(ServiceInstance instance, long deadline)
    {
        var ttl = instance.Details.Ttl;
        if (instance.LapsedAt is { } lapsedAt)
        {
            // The deadline of a held instance is that of the hold; of its lease nothing is left.
            return new LeaseInfo(ttl, lapsedAt - ttl, TimeSpan.Zero);
        }

        var remaining = deadline == long.MaxValue ? ttl : TimeSpan.FromMilliseconds(Math.Max(0, deadline - _leases.Now));
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
            : NotThere(new RegistryError(RegistryErrorCode.ServiceNotFound, $"The registry knows no service '{service}'."));
    }

    /// <summary>A standby may only be behind: it does not say that something is not there (P6).</summary>
    private RegistryError NotThere(RegistryError error)
        => NotLeading is { } notLeading ? notLeading with { Message = $"{notLeading.Message} {error.Message}" } : error;

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
