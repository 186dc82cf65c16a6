using System.Runtime.CompilerServices;
using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Cluster;

/// <content>Reads and watches.</content>
public sealed partial class GrainServiceRegistry
{
    /// <summary>How long a silo may take to say that it is ready; longer than its own question to its store.</summary>
    private static readonly TimeSpan ReadyWait = TimeSpan.FromSeconds(3);

    private static readonly InstanceStatus[] Statuses = Enum.GetValues<InstanceStatus>();

    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceAnswer>> GetServiceAsync(
        ServiceName service, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (RequestRules.Check(options) is { } invalid)
        {
            return new(invalid);
        }

        return TryReadCopy(service, options, out var copy)
            ? new(ToAnswer(copy))
            : AskOwnerAsync(service, options, ToAnswer, static (s, o) => s.GetServiceAsync(o), static a => a.Freshness, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<DiscoveryAnswer>> DiscoverAsync(
        ServiceName service, InstanceQuery query, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        if (RequestRules.Check(options) is { } invalid)
        {
            return new(invalid);
        }

        return TryReadCopy(service, options, out var copy)
            ? new(ServiceReads.Discover(copy.Published, query, copy.Freshness))
            : AskForInstancesAsync(service, query, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<InstanceAnswer>> GetInstanceAsync(
        InstanceId id, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (RequestRules.Check(options) is { } invalid)
        {
            return invalid;
        }

        var answer = await PatientlyAsync(options, o => OfInstance(id, i => i.GetAsync(o), cancellationToken)).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            _copies.See(answer.Value.Freshness.Position);
        }

        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<ServiceListAnswer>> ListServicesAsync(ServiceListQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var listed = await CallAsync(() => Router.ListAsync(query.Prefix), cancellationToken).ConfigureAwait(false);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        var services = listed.Value.Select(static f => f.Summary).Where(s => query.IncludeEmpty || s.Instances > 0).OrderBy(static s => s.Name);
        return new ServiceListAnswer([.. services], TimeSpan.Zero, AnswerSource.Owner);
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

        // A copy that has not heard from its owner yet must not say "no instances" (P6).
        using var copies = await _followed.FollowAsync(request.Targets.Select(static t => t.Service), cancellationToken).ConfigureAwait(false);
        if (copies is null)
        {
            yield break;
        }

        await foreach (var next in _watchers.OpenAsync(request, copies.Get, cancellationToken).ConfigureAwait(false))
        {
            yield return next;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Of watchers of this process only: it is here that they hold their streams.</remarks>
    public ValueTask<RegistryResult<bool>> ConfirmAsync(
        string watcherId, ServiceName service, ServicePosition position, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcherId);
        return _watchers.Confirm(watcherId, service, position) is { } refusal ? new(refusal) : new(true);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HistoryPage>> GetHistoryAsync(
        ServiceName service, Revision after, int limit = 100, CancellationToken cancellationToken = default)
        => OfService(service, s => s.GetHistoryAsync(after, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceSnapshot>> GetAsOfAsync(ServiceName service, HistoryPoint point, CancellationToken cancellationToken = default)
        => OfService(service, s => s.GetAsOfAsync(point), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HistoryDifference>> GetDifferenceAsync(
        ServiceName service, HistoryPoint from, HistoryPoint to, CancellationToken cancellationToken = default)
        => OfService(service, s => s.GetDifferenceAsync(from, to), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<Explanation>> ExplainAsync(
        ServiceName service, InstanceId id, InstanceQuery query, CancellationToken cancellationToken = default)
        => OfService(service, s => s.ExplainAsync(id, query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<WhatIfAnswer>> WhatIfAsync(
        ServiceName service, ServicePolicy policy, CallerContext caller, CancellationToken cancellationToken = default)
        => RequestRules.ToError(PolicyValidator.Validate(policy)) is { } invalid
            ? new(invalid)
            : OfService(service, s => s.WhatIfAsync(policy, caller), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<IReadOnlyList<VersionedPolicy>>> GetPoliciesAsync(ServiceName service, CancellationToken cancellationToken = default)
    {
        var policies = await OfService(service, static s => s.GetPoliciesAsync(), cancellationToken).ConfigureAwait(false);
        return policies.IsSuccess ? policies.Value : policies.Error;
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<IReadOnlyList<VersionedConfiguration>>> GetConfigurationsAsync(
        ServiceName service, CancellationToken cancellationToken = default)
    {
        var configurations = await OfService(service, static s => s.GetConfigurationsAsync(), cancellationToken).ConfigureAwait(false);
        return configurations.IsSuccess ? configurations.Value : configurations.Error;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Of the silo that this process is, or is connected to: active in the cluster, and its store was reached. One service whose
    /// owner cannot answer makes no silo not ready: asking for that service says so.
    /// </remarks>
    public async ValueTask<RegistryResult<bool>> CheckReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await Router.CheckAsync().WaitAsync(ReadyWait, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsUnreachable(exception))
        {
            return new RegistryError(RegistryErrorCode.NotReady, Unreachable(exception).Message);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Of the whole cluster. Asks every silo and the owner of every service.</remarks>
    public async ValueTask<RegistryResult<RegistryStats>> GetStatsAsync(CancellationToken cancellationToken = default)
    {
        var listed = await CallAsync(() => Router.ListAsync(string.Empty), cancellationToken).ConfigureAwait(false);
        var measured = await CallAsync<SiloFigures>(async () => await Router.MeasureAsync(), cancellationToken).ConfigureAwait(false);
        if (!measured.IsSuccess)
        {
            return new RegistryStats { IsReady = false, NotReadyReason = measured.Error.Message };
        }

        // Where an owner cannot be asked, the services are left out rather than counted short; what was counted stays true.
        var (services, silos) = (listed.Value ?? [], measured.Value);
        return new RegistryStats
        {
            IsReady = listed.IsSuccess,
            NotReadyReason = listed.Error?.Message ?? string.Empty,
            Services = services.Length,
            Instances = listed.IsSuccess ? Statuses.ToDictionary(static s => s, s => services.Sum(f => f.ByStatus[(int)s])) : new Dictionary<InstanceStatus, int>(),
            ProtectedServices = services.Count(static f => f.Summary.Protected),
            Watchers = silos.Watchers + (_countRead is null ? _watchers.Count : 0),
            Registrations = silos.Registrations,
            Renewals = silos.Renewals,
            Expirations = silos.Expirations,
            Discoveries = silos.Discoveries,
            Changes = silos.Changes,
            Store = silos.Store,
            Durability = silos.Durability,
            StartedAt = silos.StartedAt,
        };
    }

    private bool TryReadCopy(ServiceName service, ReadOptions? options, out CopyRead read)
    {
        var isRead = _copies.TryRead(service, options, out read);
        if (isRead)
        {
            _countRead?.Invoke();
        }

        return isRead;
    }

    private static ServiceAnswer ToAnswer(CopyRead read) => new(read.Published.Snapshot, read.Freshness);

    // Of its own, because what it captures would be allocated with every read from a copy, too.
    private ValueTask<RegistryResult<DiscoveryAnswer>> AskForInstancesAsync(
        ServiceName service, InstanceQuery query, ReadOptions? options, CancellationToken cancellationToken)
        => AskOwnerAsync(
            service,
            options,
            r => ServiceReads.Discover(r.Published, query, r.Freshness),
            (s, o) => s.DiscoverAsync(query, o),
            static a => a.Freshness,
            cancellationToken);

    // Asks the owner: whether the copy is current, when it will do if it is, else for everything.
    private async ValueTask<RegistryResult<T>> AskOwnerAsync<T>(
        ServiceName service,
        ReadOptions? options,
        Func<CopyRead, T> fromCopy,
        Func<IServiceGrain, ReadOptions?, Task<RegistryResult<T>>> ask,
        Func<T, Freshness> freshnessOf,
        CancellationToken cancellationToken)
    {
        var (confirmed, error) = await ConfirmCopyAsync(service, options, cancellationToken).ConfigureAwait(false);
        if (error is not null)
        {
            return error;
        }

        if (confirmed is { } read)
        {
            return fromCopy(read);
        }

        var answer = await PatientlyAsync(options, o => OfService(service, s => ask(s, o), cancellationToken)).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            _copies.OnOwnerRead(service, freshnessOf(answer.Value).Position);
        }

        return answer;
    }

    // What the owner confirms need not be sent again. A strong read stays one: the owner is asked after the question was put.
    private async ValueTask<(CopyRead? Read, RegistryError? Error)> ConfirmCopyAsync(
        ServiceName service, ReadOptions? options, CancellationToken cancellationToken)
    {
        if (_copies.Held(service, options) is not { } held)
        {
            return (null, null);
        }

        var position = held.Snapshot.Position;
        try
        {
            var isAt = await Service(service).IsAtAsync(position).WaitAsync(cancellationToken).ConfigureAwait(false);
            return (isAt ? new CopyRead(held, new Freshness(position, TimeSpan.Zero, AnswerSource.Owner)) : null, null);
        }
        catch (Exception exception) when (IsUnreachable(exception))
        {
            return (null, Unreachable(exception));
        }
    }

    // One call waits for a while only; whoever wants to wait for longer asks again.
    private async ValueTask<RegistryResult<T>> PatientlyAsync<T>(ReadOptions? options, Func<ReadOptions?, ValueTask<RegistryResult<T>>> read)
    {
        var began = _time.GetTimestamp();
        var asked = options;
        while (true)
        {
            var answer = await read(asked).ConfigureAwait(false);
            var left = (options?.Wait ?? TimeSpan.Zero) - _time.GetElapsedTime(began);
            if (answer.Error is not { Code: RegistryErrorCode.RevisionNotReached } || left <= TimeSpan.Zero)
            {
                return answer;
            }

            asked = options! with { Wait = left };
        }
    }
}
