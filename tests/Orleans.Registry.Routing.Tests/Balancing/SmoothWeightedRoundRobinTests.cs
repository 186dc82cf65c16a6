using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests.Balancing;

public sealed class SmoothWeightedRoundRobinTests
{
    [Fact]
    public void The_rotation_is_that_of_nginx()
        => Assert.Equal("aabacaa", string.Concat(SmoothRotation.Of([5, 1, 1]).Select(place => "abc"[place])));

    [Fact]
    public void Equal_weights_take_turns() => Assert.Equal([0, 1, 2], SmoothRotation.Of([100, 100, 100]));

    [Fact]
    public void Each_place_comes_exactly_as_often_as_its_weight_says_and_evenly_spread()
        => Prop.ForAll(
            Gen.NonEmptyListOf(Gen.Choose(1, 50)).ToArbitrary(),
            weights =>
            {
                int[] drawn = [.. weights];
                var rotation = SmoothRotation.Of(drawn);
                return IsExact(rotation, drawn) && WidestGap(rotation, drawn) <= 2;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_large_set_is_exact_and_evenly_spread_too()
    {
        int[] weights = [.. Enumerable.Range(0, 3000).Select(i => 1 + (i % 7))];

        var rotation = SmoothRotation.Of(weights);

        Assert.True(IsExact(rotation, weights));
        Assert.InRange(WidestGap(rotation, weights), 1, 2);
    }

    [Fact]
    public void Awkward_weights_are_rounded_to_a_bounded_period()
    {
        int[] weights = [9973, 9967, 9949, 9941, 9931, 9929, 9923, 9907, 1];

        var rotation = SmoothRotation.Of(weights);

        Assert.InRange(rotation.Length, 1, 66_000);
        for (var place = 0; place < weights.Length; place++)
        {
            var share = rotation.Count(p => p == place) / (double)rotation.Length;
            Assert.InRange(share, (weights[place] / (double)weights.Sum()) - 0.0001, (weights[place] / (double)weights.Sum()) + 0.0001);
        }

        Assert.Contains(8, rotation);
    }

    [Fact]
    public void Picks_of_many_threads_add_up_to_the_weights_exactly()
    {
        var set = Pool.Set(("a", 500), ("b", 300), ("c", 200));
        var picker = Pool.Picker(LoadBalancingPolicyNames.SmoothWeightedRoundRobin, set, seed: 77);
        var counts = new int[3];

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                Interlocked.Increment(ref counts["abc".IndexOf(picker.Pick()!.Id.Value, StringComparison.Ordinal)]);
            }
        });

        Assert.Equal([20_000, 12_000, 8_000], counts);
    }

    private static bool IsExact(int[] rotation, int[] weights)
    {
        long total = weights.Sum();
        return Enumerable.Range(0, weights.Length).All(place => rotation.Count(p => p == place) * total == (long)weights[place] * rotation.Length);
    }

    /// <summary>The widest gap between two turns of a place, round the rotation, in units of its even gap rounded up.</summary>
    private static double WidestGap(int[] rotation, int[] weights)
    {
        var total = weights.Sum();
        var widest = 0.0;
        var last = new int[weights.Length];
        Array.Fill(last, -1);
        for (var turn = 0; turn < 2 * rotation.Length; turn++)
        {
            var place = rotation[turn % rotation.Length];
            if (last[place] >= 0)
            {
                widest = Math.Max(widest, (turn - last[place]) / Math.Ceiling(total / (double)weights[place]));
            }

            last[place] = turn;
        }

        return widest;
    }
}
