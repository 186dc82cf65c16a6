namespace Orleans.Registry.Routing.Tests.Traffic;

public sealed class TrafficRouterTests
{
    private static readonly CallerLocality Nowhere = new(string.Empty, string.Empty);
    private static readonly CallerLocality East1 = new("east", "e1");

    [Fact]
    public void Without_a_policy_calls_go_to_every_healthy_instance()
    {
        var table = Route(new TrafficPolicy(), Nowhere, Fleet.Instance("a"), Fleet.Instance("b", InstanceStatus.Draining), Fleet.Instance("c"));

        var group = Assert.Single(table.Groups);
        Assert.Equal(RouteKind.All, group.Kind);
        Assert.Equal("a,c", Ids(group));
    }

    [Fact]
    public void Weight_zero_is_called_only_when_there_is_nothing_else()
    {
        Assert.Equal("a", Ids(Assert.Single(Route(new TrafficPolicy(), Nowhere, Fleet.Instance("a"), Fleet.Instance("b", weight: 0)).Groups)));
        Assert.Equal("b", Ids(Assert.Single(Route(new TrafficPolicy(), Nowhere, Fleet.Instance("a", InstanceStatus.Unhealthy), Fleet.Instance("b", weight: 0)).Groups)));
    }

    [Fact]
    public void Splits_share_calls_by_version_and_instances_outside_get_none()
    {
        var table = Route(
            Splits(("1.x", 90), ("2.x", 10)),
            Nowhere,
            Fleet.Instance("a", version: "1.0.0"),
            Fleet.Instance("b", version: "2.1.0"),
            Fleet.Instance("c", version: "3.0.0"),
            Fleet.Instance("d", version: "main"));

        Assert.Equal(["a", "b"], table.Groups.Select(Ids));
        Assert.Equal([RouteKind.Split, RouteKind.Split], table.Groups.Select(g => g.Kind));
        Assert.Equal([0.9, 0.1], table.Shares(default(NoHeaders)));
    }

    [Fact]
    public void A_split_without_a_healthy_instance_leaves_its_share_to_the_others_and_is_reported()
    {
        var table = Route(
            Splits(("1.x", 60), ("2.x", 20), ("3.x", 20)),
            Nowhere,
            Fleet.Instance("a", version: "1.0.0"),
            Fleet.Instance("b", InstanceStatus.Unhealthy, version: "2.0.0"),
            Fleet.Instance("c", version: "3.0.0"));

        Assert.Equal([0.75, 0.25], table.Shares(default(NoHeaders)));
        Assert.Equal("2.x", Assert.Single(table.UnservedSplits).Version.ToString());
    }

    [Fact]
    public void When_no_split_has_a_healthy_instance_any_version_is_called_and_the_route_says_so()
    {
        var table = Route(Splits(("2.x", 100), ("1.x", 0)), Nowhere, Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", InstanceStatus.Starting, version: "2.0.0"));

        var group = Assert.Single(table.Groups);
        Assert.Equal(RouteKind.AnyVersion, group.Kind);
        Assert.Equal("a", Ids(group));
    }

    [Fact]
    public void A_split_does_not_wake_an_instance_of_weight_zero_while_others_can_take_the_calls()
    {
        var table = Route(Splits(("1.x", 50), ("2.x", 50)), Nowhere, Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", version: "2.0.0", weight: 0));

        Assert.Equal("a", Ids(Assert.Single(table.Groups)));
        Assert.Equal("2.x", Assert.Single(table.UnservedSplits).Version.ToString());
    }

    [Fact]
    public void A_header_route_comes_before_the_splits_and_reaches_a_canary_of_weight_zero()
    {
        var policy = Splits(("1.x", 100)) with { HeaderRoutes = Routes(("X-Canary", "1", "2.x")) };

        var table = Route(policy, Nowhere, Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("canary", version: "2.0.0", weight: 0));

        Assert.Equal("canary", Ids(table.Groups[table.Select(Headers(("x-canary", "1")), new SplitMixRandom(1))]));
        Assert.Equal("a", Ids(table.Groups[table.Select(Headers(("x-canary", "2")), new SplitMixRandom(1))]));
        Assert.Equal("a", Ids(table.Groups[table.Select(default(NoHeaders), new SplitMixRandom(1))]));
    }

    [Fact]
    public void The_first_header_route_with_a_healthy_instance_wins_and_the_others_are_reported()
    {
        var policy = new TrafficPolicy { HeaderRoutes = Routes(("x-try", "", "3.x"), ("x-try", "2", "2.x"), ("x-old", "", "1.x")) };

        var table = Route(policy, Nowhere, Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", version: "2.0.0"));

        var random = new SplitMixRandom(1);
        Assert.Equal("b", Ids(table.Groups[table.Select(Headers(("x-old", "yes"), ("X-Try", "2")), random)]));
        Assert.Equal("a", Ids(table.Groups[table.Select(Headers(("x-old", "yes"), ("X-Try", "7")), random)]));
        Assert.Equal("3.x", Assert.Single(table.UnservedRoutes).Version.ToString());
    }

    [Theory]
    [InlineData(LocalityPreference.None, 1, "e1a,e1b,e2,w1", LocalityPreference.None)]
    [InlineData(LocalityPreference.Zone, 1, "e1a,e1b", LocalityPreference.Zone)]
    [InlineData(LocalityPreference.Zone, 2, "e1a,e1b", LocalityPreference.Zone)]
    [InlineData(LocalityPreference.Zone, 3, "e1a,e1b,e2", LocalityPreference.Region)]
    [InlineData(LocalityPreference.Zone, 4, "e1a,e1b,e2,w1", LocalityPreference.None)]
    [InlineData(LocalityPreference.Region, 1, "e1a,e1b,e2", LocalityPreference.Region)]
    [InlineData(LocalityPreference.Region, 4, "e1a,e1b,e2,w1", LocalityPreference.None)]
    public void Calls_stay_near_while_enough_healthy_instances_are_there(LocalityPreference wanted, int least, string expected, LocalityPreference reach)
    {
        var group = Assert.Single(Route(
            new TrafficPolicy { Locality = wanted, MinLocalInstances = least },
            East1,
            Fleet.Instance("e1a", region: "east", zone: "e1"),
            Fleet.Instance("e1b", region: "east", zone: "e1"),
            Fleet.Instance("e1c", InstanceStatus.Unhealthy, region: "east", zone: "e1"),
            Fleet.Instance("e2", region: "east", zone: "e2"),
            Fleet.Instance("w1", region: "west", zone: "e1")).Groups);

        Assert.Equal(expected, Ids(group));
        Assert.Equal(reach, group.Reach);
    }

    [Fact]
    public void A_caller_that_does_not_know_its_place_calls_anywhere()
    {
        var group = Assert.Single(Route(new TrafficPolicy { Locality = LocalityPreference.Zone }, Nowhere, Fleet.Instance("a"), Fleet.Instance("b", region: "r", zone: "z")).Groups);

        Assert.Equal("a,b", Ids(group));
        Assert.Equal(LocalityPreference.None, group.Reach);
    }

    [Fact]
    public void Locality_is_looked_at_inside_each_version()
    {
        var policy = Splits(("1.x", 1), ("2.x", 1)) with { Locality = LocalityPreference.Zone };

        var table = Route(
            policy,
            East1,
            Fleet.Instance("1near", version: "1.0.0", region: "east", zone: "e1"),
            Fleet.Instance("1far", version: "1.0.0", region: "west", zone: "w1"),
            Fleet.Instance("2far", version: "2.0.0", region: "west", zone: "w1"));

        Assert.Equal(["1near", "2far"], table.Groups.Select(Ids));
        Assert.Equal([LocalityPreference.Zone, LocalityPreference.None], table.Groups.Select(g => g.Reach));
    }

    [Fact]
    public void The_panic_set_is_called_only_on_request_and_the_route_says_so()
    {
        ServiceInstance[] instances =
        [
            Fleet.Instance("silent", InstanceStatus.Unhealthy, lapsedAt: Fleet.Noon),
            Fleet.Instance("sick", InstanceStatus.Unhealthy),
            Fleet.Instance("out", InstanceStatus.Unhealthy, lapsedAt: Fleet.Noon, set: new OperatorOverride(InstanceStatus.OutOfService, "", "", Fleet.Noon)),
        ];

        var careful = TrafficRouter.Route(instances, new TrafficPolicy(), Nowhere);
        var bold = TrafficRouter.Route(instances, new TrafficPolicy(), Nowhere, allowHeld: true);

        Assert.Equal(RouteKind.NothingHealthy, Assert.Single(careful.Groups).Kind);
        Assert.Empty(careful.Groups[0].Instances);
        Assert.Equal("silent", Ids(careful.Held!));
        Assert.Equal(RouteKind.Held, Assert.Single(bold.Groups).Kind);
        Assert.Equal("silent", Ids(bold.Groups[0]));
    }

    [Fact]
    public void There_is_no_panic_set_while_something_is_healthy()
    {
        var table = TrafficRouter.Route([Fleet.Instance("silent", InstanceStatus.Unhealthy, lapsedAt: Fleet.Noon), Fleet.Instance("ok", weight: 0)], new TrafficPolicy(), Nowhere, allowHeld: true);

        Assert.Null(table.Held);
        Assert.Equal("ok", Ids(Assert.Single(table.Groups)));
    }

    [Fact]
    public void Selection_follows_the_weights_of_the_splits()
    {
        var table = Route(Splits(("1.x", 7), ("2.x", 3)), Nowhere, Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", version: "2.0.0"));
        var random = new SplitMixRandom(42);
        var counts = new int[2];

        for (var i = 0; i < 100_000; i++)
        {
            counts[table.Select(default(NoHeaders), random)]++;
        }

        // Five standard deviations of a binomial of 100,000 at 0.7 are 725.
        Assert.InRange(counts[0], 70_000 - 725, 70_000 + 725);
    }

    private static RouteTable Route(TrafficPolicy policy, CallerLocality caller, params ServiceInstance[] instances)
        => TrafficRouter.Route(instances, policy, caller);

    private static TrafficPolicy Splits(params (string Range, int Weight)[] splits)
        => new() { Splits = EquatableArray<VersionSplit>.Create(splits.Select(s => new VersionSplit(VersionRange.Parse(s.Range), s.Weight))) };

    private static EquatableArray<HeaderRoute> Routes(params (string Header, string Value, string Range)[] routes)
        => EquatableArray<HeaderRoute>.Create(routes.Select(r => new HeaderRoute(r.Header, r.Value, VersionRange.Parse(r.Range))));

    private static CallerHeaders Headers(params (string Name, string Value)[] headers)
        => new(headers.ToDictionary(h => h.Name, h => h.Value));

    private static string Ids(RouteGroup group) => string.Join(',', group.Instances.Select(i => i.Id));
}
