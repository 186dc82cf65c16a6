using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests.Balancing;

public sealed class RandomPoliciesTests
{
    [Fact]
    public void The_alias_table_holds_exactly_the_weights()
        => Prop.ForAll(
            Gen.NonEmptyListOf(Gen.Choose(1, 10_000)).ToArbitrary(),
            weights =>
            {
                var table = new AliasTable([.. weights]);
                double total = weights.Sum();
                return Enumerable.Range(0, weights.Count).All(i => Math.Abs(table.ProbabilityOf(i) - (weights[i] / total)) < 1e-8);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Weighted_random_follows_the_weights()
    {
        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.WeightedRandom, Pool.Set(("a", 6000), ("b", 3000), ("c", 1000))), 100_000);

        // Five standard deviations each.
        Assert.InRange(counts["a"], 60_000 - 775, 60_000 + 775);
        Assert.InRange(counts["b"], 30_000 - 725, 30_000 + 725);
        Assert.InRange(counts["c"], 10_000 - 475, 10_000 + 475);
    }

    [Fact]
    public void Random_does_not_look_at_weights()
    {
        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.Random, Pool.Set(("a", 10_000), ("b", 1))), 100_000);

        Assert.InRange(counts["a"], 50_000 - 791, 50_000 + 791);
    }

    [Fact]
    public void Weighted_random_keeps_the_proportions_of_those_that_remain_when_one_is_not_available()
    {
        var set = Pool.Set(("a", 100), ("b", 300), ("c", 100));
        set.Endpoints[2].IsAvailable = false;

        var counts = Pool.Count(Pool.Picker(LoadBalancingPolicyNames.WeightedRandom, set), 100_000);

        Assert.Equal(0, counts["c"]);
        Assert.InRange(counts["b"], 74_000, 76_000);
    }

    [Fact]
    public void Round_robin_takes_turns_from_a_random_place_on()
    {
        var starts = new HashSet<string>();
        for (var seed = 0UL; seed < 50; seed++)
        {
            var picker = Pool.Picker(LoadBalancingPolicyNames.RoundRobin, Pool.Set(4), seed);
            string[] picks = [.. Enumerable.Range(0, 8).Select(_ => picker.Pick()!.Id.Value)];
            starts.Add(picks[0]);

            Assert.Equal(4, picks.Take(4).Distinct().Count());
            Assert.Equal(picks.Take(4), picks.Skip(4));
        }

        Assert.Equal(4, starts.Count);
    }
}
