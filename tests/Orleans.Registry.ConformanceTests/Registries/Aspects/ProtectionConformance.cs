using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Many instances fall silent at once (P11).</summary>
public abstract class ProtectionConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private const int Silent = 6;
    private const int Live = 4;

    [ServerFact]
    public async Task Removals_beyond_the_budget_are_held_and_shown_as_unhealthy()
    {
        await LoseMostAsync(TimeSpan.FromHours(1));

        var snapshot = await ReadAsync();

        // 40 % of 10 may go within a window.
        var held = snapshot.Instances.Where(static i => i.LapsedAt is not null).ToList();
        Assert.Equal(Silent - 4, held.Count);
        Assert.All(held, static i => Assert.Equal(InstanceStatus.Unhealthy, i.Status));
        Assert.Equal(Live, snapshot.Instances.Count(static i => i.IsHealthy));
        Assert.Equal(held.Count, snapshot.Protection!.Held);
        Assert.Equal(held.Max(static i => i.LapsedAt!.Value) + TimeSpan.FromHours(1), snapshot.Protection.Until);
    }

    [ServerFact]
    public async Task Every_answer_says_that_a_service_is_protected()
    {
        await LoseMostAsync(TimeSpan.FromHours(1));

        var discovered = (await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, null, Limit)).GetValueOrThrow();
        Assert.Equal(Live, discovered.Instances.Count);
        Assert.Equal(Silent - 4, discovered.Protection!.Held);
        var line = Assert.Single((await Registry.ListServicesAsync(new ServiceListQuery(), Limit)).GetValueOrThrow().Services);
        Assert.True(line.Protected);
        Assert.Equal(1, (await Registry.GetStatsAsync(Limit)).GetValueOrThrow().ProtectedServices);
    }

    [ServerFact]
    public async Task A_held_instance_has_nothing_left_of_its_lease()
    {
        await LoseMostAsync(TimeSpan.FromHours(1));
        var held = (await ReadAsync()).Instances.First(static i => i.LapsedAt is not null);

        var lease = (await Registry.GetInstanceAsync(held.Id, null, Limit)).GetValueOrThrow().Lease;

        if (lease is not null)
        {
            Assert.Equal(TimeSpan.Zero, lease.Remaining);
            Assert.True(lease.LastRenewal < held.LapsedAt, $"It lapsed at {held.LapsedAt} and was heard of at {lease.LastRenewal}.");
        }
    }

    [ServerFact]
    public async Task A_held_instance_that_is_heard_of_again_is_healthy_again()
    {
        await LoseMostAsync(TimeSpan.FromHours(1));
        var held = (await ReadAsync()).Instances.Where(static i => i.LapsedAt is not null).Select(static i => i.Id).ToList();

        foreach (var id in held)
        {
            Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(id));
        }

        await Eventually.TrueAsync(async () => (await ReadAsync()).Protection is null);
        Assert.Equal(Live + held.Count, (await ReadAsync()).Instances.Count(static i => i.IsHealthy && i.LapsedAt is null));
    }

    [ServerFact]
    public async Task Protection_ends_by_itself_when_the_hold_is_used_up()
    {
        await LoseMostAsync(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(async () => (await ReadAsync()).Instances.Count == Live, TimeSpan.FromSeconds(60));

        Assert.Null((await ReadAsync()).Protection);
        var page = (await Registry.GetHistoryAsync(Orders, Revision.None, 1000, Limit)).GetValueOrThrow();
        Assert.Equal(Silent, page.Changes.Count(static c => c.Kind == ChangeKind.Expired));
    }

    [ServerFact]
    public async Task Goodbyes_and_evictions_are_not_limited()
    {
        await LoseMostAsync(TimeSpan.FromHours(1));

        foreach (var instance in (await ReadAsync()).Instances)
        {
            var reason = instance.IsHealthy ? RemovalReason.Deregistered : RemovalReason.Evicted;
            Assert.True((await Registry.DeregisterAsync(instance.Id, reason, default, Limit)).GetValueOrThrow().Changed);
        }

        var snapshot = await ReadAsync();
        Assert.Empty(snapshot.Instances);
        Assert.Null(snapshot.Protection);
    }

    [ServerFact]
    public async Task Without_protection_all_silent_instances_go()
    {
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { Protection = Sample.Unprotected }, new DocumentChange(), Limit);
        await RegisterFleetAsync();

        await Eventually.TrueAsync(async () => (await ReadAsync()).Instances.Count == Live, TimeSpan.FromSeconds(60));
    }

    // The last of the silent ones is gone or held; a window of an hour keeps a slow machine from opening another.
    private async Task LoseMostAsync(TimeSpan maxHold)
    {
        var protection = new ProtectionPolicy { Window = TimeSpan.FromHours(1), MaxHold = maxHold };
        (await Registry.SetPolicyAsync(Orders, new ServicePolicy { Protection = protection }, new DocumentChange(), Limit)).GetValueOrThrow();
        var watch = await RecordAsync();
        await RegisterFleetAsync();
        await watch.UntilAsync(
            static w => w.Changes.Where(static c => c.Kind == ChangeKind.Expired || c.After?.LapsedAt is not null).Select(static c => c.InstanceId).Distinct().Count() == Silent,
            "all silent instances have lapsed");
    }

    private async Task RegisterFleetAsync()
    {
        for (var i = 0; i < Live; i++)
        {
            await RegisterAsync($"live-{i}");
        }

        await Task.WhenAll(Enumerable.Range(0, Silent).Select(i => RegisterAsync(Sample.Registration($"silent-{i}", ttl: TimeSpan.FromSeconds(2)))));
    }
}
