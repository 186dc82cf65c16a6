namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <content>Reads.</content>
public sealed partial class CheckedRegistry
{
    /// <inheritdoc/>
    public async ValueTask<RegistryResult<ServiceAnswer>> GetServiceAsync(
        ServiceName service, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var floor = Ledger.Furthest(service);
        return Check(await Inner.GetServiceAsync(service, options, cancellationToken), answer =>
        {
            Assert.Equal(service, answer.Snapshot.Service);
            Assert.Equal(answer.Snapshot.Position, answer.Freshness.Position);
            AnswerRules.Check(answer.Snapshot);
            See(service, answer.Freshness, floor, options);
        });
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DiscoveryAnswer>> DiscoverAsync(
        ServiceName service, InstanceQuery query, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var floor = Ledger.Furthest(service);
        return Check(await Inner.DiscoverAsync(service, query, options, cancellationToken), answer =>
        {
            Assert.Equal(service, answer.Service);
            Assert.True(answer.Instances.Count <= answer.Total);
            Assert.Equal(answer.Instances.Count, answer.Instances.Select(static i => i.Id).Distinct().Count());
            Assert.All(answer.Instances, i =>
            {
                AnswerRules.Check(i, answer.Freshness.Position.Revision);
                Assert.True(i.IsHealthy || !query.HealthyOnly);
            });
            AnswerRules.Check(answer.Protection);
            See(service, answer.Freshness, floor, options);
        });
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<InstanceAnswer>> GetInstanceAsync(
        InstanceId id, ReadOptions? options = null, CancellationToken cancellationToken = default)
        => Check(await Inner.GetInstanceAsync(id, options, cancellationToken), answer =>
        {
            Assert.Equal(id, answer.Instance.Id);
            AnswerRules.Check(answer);
            See(answer.Instance.Service, answer.Freshness, default, options);
        });

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<ServiceListAnswer>> ListServicesAsync(ServiceListQuery query, CancellationToken cancellationToken = default)
        => Check(await Inner.ListServicesAsync(query, cancellationToken), answer =>
        {
            Assert.True(Enum.IsDefined(answer.Source) && answer.Source != AnswerSource.None);
            Assert.True(answer.Age >= TimeSpan.Zero && (answer.Source != AnswerSource.Owner || answer.Age == TimeSpan.Zero));
            Assert.Equal(answer.Services.Select(static s => s.Name).Order().Distinct(), answer.Services.Select(static s => s.Name));
            Assert.All(answer.Services, line =>
            {
                Assert.StartsWith(query.Prefix, line.Name.Value, StringComparison.Ordinal);
                Assert.InRange(line.Healthy, 0, line.Instances);
                Assert.True(line.Instances > 0 || query.IncludeEmpty, $"'{line.Name}' is listed without an instance.");
                Assert.True(line.Position.Revision > Revision.None, $"'{line.Name}' is listed without a revision.");
                Ledger.Observe(line.Name, line.Position);
            });
        });

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<HistoryPage>> GetHistoryAsync(
        ServiceName service, Revision after, int limit = 100, CancellationToken cancellationToken = default)
        => Check(await Inner.GetHistoryAsync(service, after, limit, cancellationToken), page =>
        {
            AnswerRules.Check(page, after, limit);
            Assert.All(page.Changes, ChangeRules.Check);
            Ledger.Observe(service, new ServicePosition(page.Epoch, page.LastRevision));
        });

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<ServiceSnapshot>> GetAsOfAsync(
        ServiceName service, HistoryPoint point, CancellationToken cancellationToken = default)
        => Check(await Inner.GetAsOfAsync(service, point, cancellationToken), snapshot =>
        {
            Assert.Equal(service, snapshot.Service);
            Assert.Equal(point.Revision ?? snapshot.Revision, snapshot.Revision);
            AnswerRules.Check(snapshot);
            Ledger.Observe(service, snapshot.Position);
        });

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<HistoryDifference>> GetDifferenceAsync(
        ServiceName service, HistoryPoint from, HistoryPoint to, CancellationToken cancellationToken = default)
        => Check(await Inner.GetDifferenceAsync(service, from, to, cancellationToken), answer =>
        {
            Assert.True(answer.From.Revision <= answer.To.Revision);
            Assert.Equal(from.Revision ?? answer.From.Revision, answer.From.Revision);
            Assert.Equal(to.Revision ?? answer.To.Revision, answer.To.Revision);
            Ledger.Observe(service, answer.To);
        });

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<Explanation>> ExplainAsync(
        ServiceName service, InstanceId id, InstanceQuery query, CancellationToken cancellationToken = default)
    {
        var floor = Ledger.Furthest(service);
        return Check(await Inner.ExplainAsync(service, id, query, cancellationToken), answer =>
        {
            Assert.Equal(id, answer.Id);
            Assert.NotEmpty(answer.Reasons);
            Assert.Equal(answer.IsIncluded, answer.Reasons.All(static r => r.Passed));
            Assert.True(answer.RecentChanges.Count <= 20);
            Assert.Equal(answer.RecentChanges.Select(static c => c.Revision).OrderDescending(), answer.RecentChanges.Select(static c => c.Revision));
            Assert.All(answer.RecentChanges, c => Assert.Equal(id, c.InstanceId));
            See(service, answer.Freshness, floor, null);
        });
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<WhatIfAnswer>> WhatIfAsync(
        ServiceName service, ServicePolicy policy, CallerContext caller, CancellationToken cancellationToken = default)
    {
        var floor = Ledger.Furthest(service);
        return Check(await Inner.WhatIfAsync(service, policy, caller, cancellationToken), answer =>
        {
            CheckShares(answer.Before);
            CheckShares(answer.After);
            See(service, answer.Freshness, floor, null);
        });
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<IReadOnlyList<VersionedPolicy>>> GetPoliciesAsync(ServiceName service, CancellationToken cancellationToken = default)
        => Check(await Inner.GetPoliciesAsync(service, cancellationToken), versions =>
        {
            Assert.NotEmpty(versions);
            Assert.Equal(versions.Select(static v => v.Version).Distinct().OrderDescending(), versions.Select(static v => v.Version));
        });

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<IReadOnlyList<VersionedConfiguration>>> GetConfigurationsAsync(
        ServiceName service, CancellationToken cancellationToken = default)
        => Check(await Inner.GetConfigurationsAsync(service, cancellationToken), versions
            => Assert.Equal(versions.Select(static v => v.Version).Distinct().OrderDescending(), versions.Select(static v => v.Version)));

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<bool>> CheckReadyAsync(CancellationToken cancellationToken = default)
        => Check(await Inner.CheckReadyAsync(cancellationToken), Assert.True);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<RegistryStats>> GetStatsAsync(CancellationToken cancellationToken = default)
        => Check(await Inner.GetStatsAsync(cancellationToken), static stats =>
        {
            Assert.Equal(stats.IsReady, stats.NotReadyReason.Length == 0);
            Assert.All(stats.Instances, static i => Assert.True(Enum.IsDefined(i.Key) && i.Value >= 0));
            Assert.True(stats.Services >= 0 && stats.ProtectedServices >= 0 && stats.ProtectedServices <= stats.Services && stats.Watchers >= 0);
            Assert.NotEmpty(stats.Store);
        });

    private void See(ServiceName service, Freshness freshness, ServicePosition floor, ReadOptions? options)
    {
        AnswerRules.Check(freshness, floor, options);
        Ledger.Observe(service, freshness.Position);
    }

    private static void CheckShares(IReadOnlyDictionary<InstanceId, double> shares)
    {
        Assert.All(shares.Values, static s => Assert.InRange(s, 0, 1 + 1e-9));
        var sum = shares.Values.Sum();
        Assert.True(sum == 0 || Math.Abs(sum - 1) < 1e-6, $"The shares of calls add up to {sum}.");
    }
}
