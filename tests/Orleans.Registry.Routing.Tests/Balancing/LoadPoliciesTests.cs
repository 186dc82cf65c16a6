namespace Orleans.Registry.Routing.Tests.Balancing;

public sealed class LoadPoliciesTests
{
    [Fact]
    public void Two_choices_prefer_the_endpoint_with_fewer_calls_in_flight()
    {
        var set = Pool.Set(2);
        Pool.Answer(set.Endpoints[0], 10);
        Pool.Answer(set.Endpoints[1], 10);
        Pool.Start(set.Endpoints[0], 5);

        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.PowerOfTwoChoices, set), 10_000);

        // All but the one in 64 that looks whether the worse one has recovered.
        Assert.InRange(counts["e00"], 10_000 / 128, 10_000 / 32);
    }

    [Fact]
    public void Two_choices_prefer_the_faster_endpoint()
    {
        var set = Pool.Set(2);
        Pool.Answer(set.Endpoints[0], 50);
        Pool.Answer(set.Endpoints[1], 10);

        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.PowerOfTwoChoices, set), 10_000);

        Assert.InRange(counts["e00"], 1, 10_000 / 32);
    }

    [Fact]
    public void Two_choices_weigh_load_by_weight()
    {
        var set = Pool.Set(("big", 1000), ("small", 100));
        Pool.Answer(set.Endpoints[0], 10);
        Pool.Answer(set.Endpoints[1], 10);
        Pool.Start(set.Endpoints[0], 5);

        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.PowerOfTwoChoices, set), 10_000);

        Assert.InRange(counts["small"], 1, 10_000 / 32);
    }

    [Fact]
    public void Two_choices_try_a_new_endpoint_once_and_do_not_flood_it_before_it_answered()
    {
        var set = Pool.Set(2);
        Pool.Answer(set.Endpoints[0], 10);
        var picker = Pool.Picker(LoadBalancingPolicyNames.PowerOfTwoChoices, set);

        Assert.InRange(Pool.Count(picker, 1000)["e01"], 900, 1000);
        Pool.Start(set.Endpoints[1], 1);
        Assert.InRange(Pool.Count(picker, 1000)["e01"], 0, 1000 / 20);
    }

    [Fact]
    public void Two_choices_leave_an_endpoint_that_fails_fast()
    {
        var set = Pool.Set(2);
        Pool.Answer(set.Endpoints[0], 10);
        set.Endpoints[1].CallStarted();
        set.Endpoints[1].CallEnded(TimeSpan.FromMilliseconds(0.1), TimeSpan.Zero, succeeded: false);

        Assert.InRange(Pool.Count(Pool.Picker(LoadBalancingPolicyNames.PowerOfTwoChoices, set), 10_000)["e01"], 1, 10_000 / 32);
    }

    [Fact]
    public void Two_choices_keep_a_slow_endpoint_from_piling_up_calls()
    {
        var set = Pool.Set(5);
        var counts = new ClosedLoop(Pool.Picker(LoadBalancingPolicyNames.PowerOfTwoChoices, set, seed: 9))
            .Run(20_000, endpoint => endpoint.Id.Value == "e00" ? 100 : 10);

        // A tenth of the speed gets well below half of a fair share; the others get about the same.
        Assert.InRange(counts["e00"], 1, 20_000 / 5 / 2);
        Assert.All(counts.Where(c => c.Key != "e00"), c => Assert.InRange(c.Value, 4000, 6000));
    }

    [Fact]
    public void Two_choices_come_back_to_an_endpoint_that_recovered()
    {
        var set = Pool.Set(3);
        var loop = new ClosedLoop(Pool.Picker(LoadBalancingPolicyNames.PowerOfTwoChoices, set, seed: 3));
        var sick = loop.Run(20_000, endpoint => endpoint.Id.Value == "e00" ? 5000 : 10);

        loop.Run(90_000, _ => 10);
        var well = loop.Run(20_000, _ => 10);

        Assert.InRange(sick["e00"], 1, 20_000 / 32);
        Assert.InRange(well["e00"], 5000, 8500);
    }

    [Fact]
    public void Least_requests_takes_the_fewest_calls_in_flight()
    {
        var set = Pool.Set(5);
        for (var i = 0; i < 5; i++)
        {
            Pool.Start(set.Endpoints[i], i == 3 ? 1 : 2);
        }

        Assert.Equal(100, Pool.Count(Pool.Picker(LoadBalancingPolicyNames.LeastRequests, set), 100)["e03"]);
    }

    [Fact]
    public void Least_requests_counts_calls_by_weight_and_spreads_ties()
    {
        var set = Pool.Set(("big", 300), ("small", 100), ("other", 100));
        Pool.Start(set.Endpoints[0], 1);
        var picker = Pool.Picker(LoadBalancingPolicyNames.LeastRequests, set);
        Assert.Equal(100, Pool.Count(picker, 100)["big"]);

        Pool.Start(set.Endpoints[0], 2);

        // 4/300 against 1/100 twice.
        var counts = Pool.Count(picker, 10_000);
        Assert.Equal(0, counts["big"]);
        Assert.InRange(counts["small"], 4500, 5500);
    }

    [Fact]
    public void Least_requests_gives_idle_endpoints_the_same_chance()
    {
        var set = Pool.Set(8);
        Pool.Start(set.Endpoints[2], 1);
        Pool.Start(set.Endpoints[3], 1);
        Pool.Start(set.Endpoints[4], 1);

        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.LeastRequests, set), 50_000);

        // Five standard deviations of a binomial of 50,000 at 1/5 are 447.
        Assert.All(counts.Where(c => c.Key is not ("e02" or "e03" or "e04")), c => Assert.InRange(c.Value, 10_000 - 447, 10_000 + 447));
    }

    [Fact]
    public void Least_requests_keeps_the_load_level()
    {
        var set = Pool.Set(7);
        var picker = Pool.Picker(LoadBalancingPolicyNames.LeastRequests, set);

        for (var i = 0; i < 700; i++)
        {
            picker.Pick()!.CallStarted();
        }

        Assert.All(set.Endpoints.ToArray(), e => Assert.Equal(100, e.InFlight));
    }
}
