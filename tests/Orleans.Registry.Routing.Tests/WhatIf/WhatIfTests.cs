using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests.WhatIf;

public sealed class WhatIfTests
{
    [Fact]
    public void Shares_are_exact_by_splits_locality_and_weights()
    {
        var snapshot = Fleet.Snapshot(
            Fleet.Instance("a", version: "1.0.0", zone: "z1", weight: 100),
            Fleet.Instance("b", version: "1.0.0", zone: "z1", weight: 300),
            Fleet.Instance("c", version: "1.0.0", zone: "z2"),
            Fleet.Instance("d", version: "2.0.0", zone: "z2"),
            Fleet.Instance("e", InstanceStatus.Unhealthy, version: "2.0.0"));
        var proposed = new ServicePolicy { Traffic = Splits(("1.x", 80), ("2.x", 20)) with { Locality = LocalityPreference.Zone } };

        var answer = Evaluate(snapshot, proposed, new CallerContext { Zone = "z1" });

        Assert.Equal([100 / 600.0, 300 / 600.0, 100 / 600.0, 100 / 600.0, 0.0], Shares(snapshot, answer.Before), Close);
        Assert.Equal([0.2, 0.6, 0.0, 0.2, 0.0], Shares(snapshot, answer.After), Close);
        Assert.Equal(
            [
                "locality: zone 'z1' has fewer than 1 healthy instances for '2.x'; calls go to any region",
                "traffic: would get no more calls from this caller: c",
            ],
            answer.Violations);
    }

    [Fact]
    public void The_callers_headers_choose_the_route()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", version: "2.0.0"));
        var routes = EquatableArray<HeaderRoute>.Create([new HeaderRoute("x-canary", "1", VersionRange.Parse("2.x"))]);
        var proposed = new ServicePolicy { Traffic = new TrafficPolicy { HeaderRoutes = routes } };

        var canary = Evaluate(snapshot, proposed, new CallerContext { Headers = StringMap.Create([KeyValuePair.Create("X-Canary", "1")]) });
        var other = Evaluate(snapshot, proposed, new CallerContext());

        Assert.Equal([0.0, 1.0], Shares(snapshot, canary.After));
        Assert.Equal([0.5, 0.5], Shares(snapshot, other.After));
    }

    [Fact]
    public void Present_instances_outside_new_limits_are_named()
    {
        var snapshot = Fleet.Snapshot(
            Fleet.Instance("short", ttl: TimeSpan.FromSeconds(5)), Fleet.Instance("fine"), Fleet.Instance("long", ttl: TimeSpan.FromHours(2)));
        var proposed = new ServicePolicy { MinTtl = TimeSpan.FromSeconds(10), MaxTtl = TimeSpan.FromMinutes(1), MaxInstances = 2 };

        Assert.Equal(
            [
                "maxInstances: 3 instances are registered, 2 would be allowed; they stay, further ones are refused",
                "ttl: outside 10 s to 1 min and refused when registering again: short (5 s), long (2 h)",
            ],
            Evaluate(snapshot, proposed, new CallerContext()).Violations);
    }

    [Fact]
    public void Many_misfits_are_counted_not_listed()
    {
        var snapshot = Fleet.Snapshot([.. Enumerable.Range(0, 25).Select(i => Fleet.Instance($"i{i}", ttl: TimeSpan.FromSeconds(1)))]);

        var violation = Assert.Single(Evaluate(snapshot, new ServicePolicy { MinTtl = TimeSpan.FromSeconds(2) }, new CallerContext()).Violations);

        Assert.EndsWith("i9 (1 s) and 15 more", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_and_routes_that_nothing_fits_are_named()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a", version: "1.0.0"));
        var traffic = Splits(("2.x", 1)) with { HeaderRoutes = EquatableArray<HeaderRoute>.Create([new HeaderRoute("x-new", string.Empty, VersionRange.Parse("3.x"))]) };

        Assert.Equal(
            [
                "headerRoutes: no healthy instance fits '3.x' for requests with header 'x-new' of any value; they are routed as if they had no such header",
                "splits: no healthy instance fits '2.x' (weight 1); its share goes elsewhere",
                "splits: no split has a healthy instance; calls go to every healthy instance of any version",
            ],
            Evaluate(snapshot, new ServicePolicy { Traffic = traffic }, new CallerContext()).Violations);
    }

    [Fact]
    public void Ending_protection_names_the_instances_it_holds()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a"), Fleet.Instance("b", InstanceStatus.Unhealthy, lapsedAt: Fleet.Noon));

        Assert.Equal(
            "protection: would end; instances it holds now would be removed: b",
            Assert.Single(Evaluate(snapshot, new ServicePolicy { Protection = new ProtectionPolicy { Enabled = false } }, new CallerContext()).Violations));
        Assert.Equal(
            "protection: would hold for 1 min instead of 5 min; removed sooner: b",
            Assert.Single(Evaluate(snapshot, new ServicePolicy { Protection = new ProtectionPolicy { MaxHold = TimeSpan.FromMinutes(1) } }, new CallerContext()).Violations));
    }

    [Fact]
    public void A_policy_that_is_not_valid_is_not_tried()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a"));

        var answer = Evaluate(snapshot, new ServicePolicy { MaxInstances = 0, Traffic = null! }, new CallerContext());

        Assert.Equal(["maxInstances must be 1 to 10000000", "traffic must be given"], answer.Violations);
        Assert.Empty(answer.After);
        Assert.Equal(1.0, answer.Before[InstanceId.Parse("a")]);
    }

    [Fact]
    public void With_nothing_healthy_every_share_is_zero_and_it_is_said()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a", InstanceStatus.Starting));

        var answer = Evaluate(snapshot, ServicePolicy.Default, new CallerContext());

        Assert.Equal([0.0], Shares(snapshot, answer.After));
        Assert.Equal("status: no instance is healthy; nothing can be called", Assert.Single(answer.Violations));
    }

    [Fact]
    public void Shares_add_up_to_1_and_only_healthy_instances_have_one()
        => Prop.ForAll(
            Generators.Instances.ToArbitrary(),
            Generators.Traffic.ToArbitrary(),
            Generators.Caller.ToArbitrary(),
            (instances, traffic, caller) =>
            {
                var answer = Evaluate(Fleet.Snapshot(instances), new ServicePolicy { Traffic = traffic }, caller);
                var sum = answer.After.Values.Sum();
                return Math.Abs(sum - (instances.Any(i => i.IsHealthy) ? 1 : 0)) < 1e-9
                    && answer.After.Count == instances.Count
                    && instances.All(i => answer.After[i.Id] >= 0 && (i.IsHealthy || answer.After[i.Id] <= 0));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_weight_of_zero_gets_no_share_while_another_instance_of_the_group_has_a_weight()
        => Prop.ForAll(
            Generators.Instances.ToArbitrary(),
            Generators.Caller.ToArbitrary(),
            (instances, caller) =>
            {
                var answer = Evaluate(Fleet.Snapshot(instances), ServicePolicy.Default, caller);
                return !instances.Any(i => i.IsHealthy && i.Details.Weight > 0)
                    || instances.Where(i => i.Details.Weight == 0).All(i => answer.After[i.Id] <= 0);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static WhatIfAnswer Evaluate(ServiceSnapshot snapshot, ServicePolicy proposed, CallerContext caller)
        => Routing.WhatIf.Evaluate(snapshot, snapshot.Policy, proposed, caller, Fleet.Fresh(snapshot));

    private static TrafficPolicy Splits(params (string Range, int Weight)[] splits)
        => new() { Splits = EquatableArray<VersionSplit>.Create(splits.Select(s => new VersionSplit(VersionRange.Parse(s.Range), s.Weight))) };

    private static IEnumerable<double> Shares(ServiceSnapshot snapshot, IReadOnlyDictionary<InstanceId, double> shares)
        => snapshot.Instances.Select(i => shares[i.Id]);

    private static bool Close(double left, double right) => Math.Abs(left - right) < 1e-12;
}
