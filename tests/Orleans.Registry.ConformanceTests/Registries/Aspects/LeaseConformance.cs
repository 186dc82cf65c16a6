using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Leases: who renews stays, who falls silent goes (P4, P5, P9).</summary>
public abstract class LeaseConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    [ServerFact]
    public async Task A_silent_instance_expires_once()
    {
        await RegisterAsync(Sample.Registration("orders-1", ttl: Sample.ShortLease));
        var watch = await RecordAsync();

        await watch.UntilAsync(static w => w.Changes.Any(static c => c.Kind == ChangeKind.Expired), "the instance expires");

        Assert.Equal(RenewalOutcome.Unknown, await RenewAsync(Id));
        Assert.Equal(RegistryErrorCode.InstanceNotFound, (await Registry.GetInstanceAsync(Id, null, Limit)).Error?.Code);
        await RegisterAsync("orders-2");
        await watch.ShowsAsync(await ReadAsync());
        Assert.Single(watch.Changes, static c => c.Kind == ChangeKind.Expired && c.Reason == RemovalReason.Expired);
    }

    [ServerFact]
    public async Task An_instance_that_renews_outlives_those_that_do_not()
    {
        await UnprotectAsync();
        await RegisterAsync(Sample.Registration("orders-1", ttl: Sample.ShortLease));
        var watch = await RecordAsync();
        const int Generations = 3;

        // Each silent instance lives for a whole lease: the renewed one has been through all of them.
        for (var i = 0; i < Generations; i++)
        {
            await RegisterAsync(Sample.Registration($"silent-{i}", ttl: Sample.ShortLease));
            await Eventually.TrueAsync(
                async () =>
                {
                    Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Id));
                    return watch.Changes.Count(static c => c.Kind == ChangeKind.Expired) > i;
                },
                TimeSpan.FromSeconds(60));
        }

        Assert.Equal(Id, Assert.Single((await ReadAsync()).Instances).Id);
    }

    [ServerFact]
    public async Task Renewals_make_no_revision()
    {
        var registered = await RegisterAsync("orders-1");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Id));
        }

        Assert.Equal(registered.Position, (await ReadAsync()).Position);
    }

    [ServerFact]
    public async Task One_call_renews_many_leases_and_answers_each_in_its_order()
    {
        await RegisterAsync(Sample.Registration("orders-1", incarnation: 1));
        await RegisterAsync(Sample.Registration("billing-1", "billing"));
        var outcomes = (await Registry.RenewAsync(
            [
                new Renewal(Sample.Id("billing-1"), 5), new Renewal(Sample.Id("nobody")), new Renewal(Id, 1), new Renewal(Id, 2), new Renewal(Id),
            ],
            Limit)).GetValueOrThrow();

        Assert.Equal(
            [RenewalOutcome.Renewed, RenewalOutcome.Unknown, RenewalOutcome.Renewed, RenewalOutcome.Superseded, RenewalOutcome.Renewed], outcomes);
        Assert.Empty((await Registry.RenewAsync([], Limit)).GetValueOrThrow());
    }

    [ServerFact]
    public async Task A_process_whose_id_was_taken_over_learns_of_it()
    {
        await RegisterAsync(Sample.Registration("orders-1", incarnation: 1));
        Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Id, 1));

        await RegisterAsync(Sample.Registration("orders-1", incarnation: 2));

        Assert.Equal(RenewalOutcome.Superseded, await RenewAsync(Id, 1));
        Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Id, 2));
    }

    [ServerFact]
    public async Task A_superseded_process_does_not_keep_the_id_alive()
    {
        await RegisterAsync(Sample.Registration("orders-1", incarnation: 1, ttl: Sample.ShortLease));
        await RegisterAsync(Sample.Registration("orders-1", incarnation: 2, ttl: Sample.ShortLease));

        await Eventually.TrueAsync(async () => await RenewAsync(Id, 1) == RenewalOutcome.Unknown, TimeSpan.FromSeconds(60));
    }

    [ServerFact]
    public async Task A_health_report_counts_as_a_renewal()
    {
        await UnprotectAsync();
        await RegisterAsync(Sample.Registration("orders-1", ttl: Sample.ShortLease));
        for (var i = 0; i < 2; i++)
        {
            await RegisterAsync(Sample.Registration($"silent-{i}", ttl: Sample.ShortLease));
            await Eventually.TrueAsync(
                async () =>
                {
                    (await Registry.ReportHealthAsync(Id, new HealthReport(InstanceSignal.CheckPassed), default, Limit)).GetValueOrThrow();
                    return (await ReadAsync()).Find(Sample.Id($"silent-{i}")) is null;
                },
                TimeSpan.FromSeconds(60));
        }

        Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Id));
    }

    [ServerFact]
    public async Task Registering_again_starts_the_lease_anew()
    {
        await RegisterAsync(Sample.Registration("orders-1", ttl: Sample.ShortLease));

        await RegisterAsync(Sample.Registration("orders-1"));

        var lease = (await Registry.GetInstanceAsync(Id, null, Limit)).GetValueOrThrow().Lease;
        Assert.True(lease is null || lease.Remaining > Sample.ShortLease);
        await RegisterAsync(Sample.Registration("silent", ttl: Sample.ShortLease));
        await Eventually.TrueAsync(async () => (await ReadAsync()).Find(Sample.Id("silent")) is null, TimeSpan.FromSeconds(60));
        Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Id));
    }

    [ServerFact]
    public async Task A_lease_made_shorter_runs_out_sooner()
    {
        await RegisterAsync("orders-1");

        await RegisterAsync(Sample.Registration("orders-1", ttl: Sample.ShortLease));

        await Eventually.TrueAsync(async () => (await ReadAsync()).Instances.Count == 0, TimeSpan.FromSeconds(60));
    }

    [ServerFact]
    public async Task A_registration_without_a_ttl_takes_the_default_of_its_service()
    {
        var first = await RegisterAsync(Sample.Registration("orders-1", ttl: TimeSpan.Zero));
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { DefaultTtl = TimeSpan.FromMinutes(9) }, new DocumentChange(), Limit);

        var second = await RegisterAsync(Sample.Registration("orders-2", ttl: TimeSpan.Zero));

        Assert.Equal(ServicePolicy.Default.DefaultTtl, first.Instance.Details.Ttl);
        Assert.Equal(TimeSpan.FromMinutes(9), second.Instance.Details.Ttl);
    }

    [ServerFact]
    public async Task A_lease_tells_how_much_of_it_is_left()
    {
        await RegisterAsync("orders-1");
        await RenewAsync(Id);

        var answer = (await Registry.GetInstanceAsync(Id, null, Limit)).GetValueOrThrow();

        if (answer.Lease is { } lease)
        {
            Assert.Equal(Sample.LongLease, lease.Ttl);
            Assert.True(lease.Remaining > TimeSpan.FromMinutes(50), $"Renewed just now, {lease.Remaining} left.");
            Assert.True(lease.LastRenewal >= answer.Instance.RegisteredAt - TimeSpan.FromSeconds(1));
        }
    }

    [ServerFact]
    public async Task Too_many_renewals_in_one_call_are_refused()
    {
        var wishes = Enumerable.Repeat(new Renewal(Id), 10_001).ToList();

        await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.RenewAsync(wishes, Limit).AsTask());
    }

    private async Task UnprotectAsync()
        => (await Registry.SetPolicyAsync(Orders, new ServicePolicy { Protection = Sample.Unprotected }, new DocumentChange(), Limit)).GetValueOrThrow();
}
