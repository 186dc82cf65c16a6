using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Cluster;

/// <content>Reads.</content>
internal sealed partial class ServiceGrain
{
    /// <summary>How long one call may wait: callers who want to wait for longer ask again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public Task<RegistryResult<ServiceAnswer>> GetServiceAsync(ReadOptions? options)
        => ReadAsync(options, static p => new ServiceAnswer(p.Snapshot, FreshnessOf(p)));

    public Task<RegistryResult<DiscoveryAnswer>> DiscoverAsync(InstanceQuery query, ReadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(options, p => ServiceReads.Discover(p, query, FreshnessOf(p)));
    }

    public Task<RegistryResult<HistoryPage>> GetHistoryAsync(Revision after, int limit) => ReadAsync(p => ServiceReads.GetHistory(p, after, limit));

    public Task<RegistryResult<ServiceSnapshot>> GetAsOfAsync(HistoryPoint point) => ReadAsync(p => ServiceReads.GetAsOf(p, point));

    public Task<RegistryResult<HistoryDifference>> GetDifferenceAsync(HistoryPoint from, HistoryPoint to)
        => ReadAsync(p => ServiceReads.GetDifference(p, from, to));

    public Task<RegistryResult<Explanation>> ExplainAsync(InstanceId id, InstanceQuery query)
        => ReadAsync<Explanation>(p => ServiceReads.Explain(p, id, query, FreshnessOf(p)));

    public async Task<RegistryResult<WhatIfAnswer>> WhatIfAsync(ServicePolicy policy, CallerContext caller)
        => RequestRules.ToError(PolicyValidator.Validate(policy)) is { } invalid
            ? invalid
            : await ReadAsync<WhatIfAnswer>(p => WhatIf.Evaluate(p.Snapshot, p.Snapshot.Policy, policy, caller, FreshnessOf(p)));

    public Task<RegistryResult<VersionedPolicy[]>> GetPoliciesAsync()
        => ReadAsync<VersionedPolicy[]>(static p => (VersionedPolicy[])[.. p.Policies.Reverse(), VersionedPolicy.BuiltIn]);

    public Task<RegistryResult<VersionedConfiguration[]>> GetConfigurationsAsync()
        => ReadAsync<VersionedConfiguration[]>(static p => (VersionedConfiguration[])[.. p.Configurations.Reverse()]);

    public Task<RegistryResult<ServiceFigures>> SummariseAsync()
        => ReadAsync<ServiceFigures>(static p => new ServiceFigures(ServiceReads.Summarise(p), [.. p.ByStatus]));

    public async Task<RegistryResult<InstanceAnswer>> ReadAsync(InstanceId id, ReadOptions? options)
    {
        if (RequestRules.Check(options) is { } invalid)
        {
            return invalid;
        }

        var found = await ExistingAsync();
        if (!found.IsSuccess)
        {
            return found.Error.Code == RegistryErrorCode.ServiceNotFound ? NotFound(id) : found.Error;
        }

        if (await WaitAsync(found.Value, options) is { } error)
        {
            return error;
        }

        var published = found.Value.Published;
        counters.CountDiscovery();
        return published.Snapshot.Find(id) is { } instance ? new InstanceAnswer(instance, null, FreshnessOf(published)) : NotFound(id);
    }

    private async Task<RegistryResult<T>> ReadAsync<T>(Func<PublishedService, RegistryResult<T>> read)
    {
        var found = await ExistingAsync();
        return found.IsSuccess ? read(found.Value.Published) : found.Error;
    }

    private async Task<RegistryResult<T>> ReadAsync<T>(ReadOptions? options, Func<PublishedService, T> read)
    {
        if (RequestRules.Check(options) is { } invalid)
        {
            return invalid;
        }

        var found = await ExistingAsync();
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (await WaitAsync(found.Value, options) is { } error)
        {
            return error;
        }

        counters.CountDiscovery();
        return read(found.Value.Published);
    }

    /// <summary>Waits until the service is as new as was asked for; why it is not, or <c>null</c>.</summary>
    private async ValueTask<RegistryError?> WaitAsync(ServiceOwner owner, ReadOptions? options)
    {
        if (options is null || owner.Published.Snapshot.Revision >= options.MinRevision)
        {
            return _refusal;
        }

        await WaitUntilAsync(() => owner.Published.Snapshot.Revision >= options.MinRevision, options.Wait);
        return _refusal ?? (owner.Published.Snapshot.Revision >= options.MinRevision
            ? null
            : new RegistryError(
                RegistryErrorCode.RevisionNotReached,
                $"Service '{Name}' is at revision {owner.Published.Snapshot.Revision} and did not reach {options.MinRevision} in time."));
    }

    // Ends early when the activation does: who waits must not keep it, and asks again.
    private async Task WaitUntilAsync(Func<bool> condition, TimeSpan wait)
    {
        var began = time.GetTimestamp();
        var longest = wait < LongestWait ? wait : LongestWait;
        while (!condition() && _refusal is null && !stopping.Token.IsCancellationRequested)
        {
            var left = longest - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            // Waits count whole milliseconds; one for less would end at once, and this loop spin.
            left = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await _moved.Task.WaitAsync(left, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static Freshness FreshnessOf(PublishedService published) => new(published.Snapshot.Position, TimeSpan.Zero, AnswerSource.Owner);

    private static RegistryError NotFound(InstanceId id) => new(RegistryErrorCode.InstanceNotFound, $"The registry knows no instance '{id}'.");
}
