namespace Orleans.Registry.Routing.Tests.Balancing;

public sealed class PlacePoliciesTests
{
    private static readonly CallerLocality East1 = new("east", "e1");

    [Fact]
    public void Locality_aware_picks_in_the_zone_then_the_region_then_anywhere()
    {
        var near = new Endpoint(Fleet.Instance("near", region: "east", zone: "e1"));
        var next = new Endpoint(Fleet.Instance("next", region: "east", zone: "e2"));
        var far = new Endpoint(Fleet.Instance("far", region: "west", zone: "e1"));
        var picker = Create(near, next, far);

        Assert.Equal(100, Pool.Count(picker, 100)["near"]);
        near.IsAvailable = false;
        Assert.Equal(100, Pool.Count(picker, 100)["next"]);
        next.IsAvailable = false;
        Assert.Equal(100, Pool.Count(picker, 100)["far"]);
        far.IsAvailable = false;
        Assert.Null(picker.Pick());
    }

    [Fact]
    public void A_retry_goes_further_away_before_it_goes_to_the_same_endpoint_again()
    {
        var near = new Endpoint(Fleet.Instance("near", region: "east", zone: "e1"));
        var far = new Endpoint(Fleet.Instance("far", region: "west"));
        var picker = Create(near, far);

        Assert.Same(far, picker.Pick(new PickContext { Tried = [near] }));
        Assert.Same(near, picker.Pick(new PickContext { Tried = [near, far] }));
    }

    [Fact]
    public void A_retry_goes_to_the_next_locality_not_to_any()
    {
        var near = new Endpoint(Fleet.Instance("near", region: "east", zone: "e1"));
        var next = new Endpoint(Fleet.Instance("next", region: "east", zone: "e2"));
        var picker = Create([near, .. Enumerable.Range(0, 10).Select(i => new Endpoint(Fleet.Instance($"far{i}", region: "west"))), next]);

        for (var i = 0; i < 50; i++)
        {
            Assert.Same(next, picker.Pick(new PickContext { Tried = [near] }));
        }
    }

    [Fact]
    public void A_caller_that_does_not_know_its_place_picks_anywhere()
    {
        var set = EndpointSet.Create([new Endpoint(Fleet.Instance("a", region: "east", zone: "e1")), new Endpoint(Fleet.Instance("b"))]);

        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.LocalityAware, set), 1000);

        Assert.All(counts.Values, count => Assert.InRange(count, 300, 700));
    }

    [Fact]
    public void Inside_a_locality_the_inner_policy_picks()
    {
        Assert.True(LoadBalancingPolicies.TryGet(LoadBalancingPolicyNames.RoundRobin, out var roundRobin));
        var set = EndpointSet.Create(Enumerable.Range(0, 6).Select(i => new Endpoint(Fleet.Instance($"e{i}", region: "east", zone: i < 3 ? "e1" : "e2"))));
        var picker = LoadBalancingPolicies.LocalityAware(roundRobin).Create(set, Pool.Settings(caller: East1));

        Assert.Equal(["e0:100", "e1:100", "e2:100"], Pool.Count(picker, 300).Where(c => c.Value > 0).Select(c => $"{c.Key}:{c.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void First_available_follows_weight_then_id()
    {
        var set = Pool.Set(("c", 100), ("b", 100), ("primary", 200));
        var picker = Pool.Picker(LoadBalancingPolicyNames.FirstAvailable, set);

        Assert.Equal("primary", picker.Pick()!.Id.Value);
        set.Endpoints[2].IsAvailable = false;
        Assert.Equal("b", picker.Pick()!.Id.Value);
        Assert.Equal("c", picker.Pick(new PickContext { Tried = [set.Endpoints[1]] })!.Id.Value);
        set.Endpoints[2].IsAvailable = true;
        Assert.Equal("primary", picker.Pick()!.Id.Value);
    }

    private static EndpointPicker Create(params Endpoint[] endpoints)
        => LoadBalancingPolicies.LocalityAware(LoadBalancingPolicies.Default).Create(EndpointSet.Create(endpoints), Pool.Settings(caller: East1));
}
