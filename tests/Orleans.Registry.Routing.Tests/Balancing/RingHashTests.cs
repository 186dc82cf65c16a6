using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests.Balancing;

public sealed class RingHashTests
{
    private const int Keys = 20_000;

    [Fact]
    public void A_key_stays_with_its_endpoint_whatever_the_order_of_the_instances_and_the_seed()
    {
        var some = Pool.Picker(LoadBalancingPolicyNames.RingHash, Pool.Set(("a", 100), ("b", 100), ("c", 200)), seed: 1);
        var others = Pool.Picker(LoadBalancingPolicyNames.RingHash, Pool.Set(("c", 200), ("a", 100), ("b", 100)), seed: 2);

        Assert.Equal(Owners(some), Owners(others));
    }

    [Fact]
    public void Keys_move_only_to_an_endpoint_that_came()
    {
        var before = Owners(Ring(10));
        var after = Owners(Ring(11));

        var moved = Enumerable.Range(0, Keys).Where(i => before[i] != after[i]).ToList();
        Assert.All(moved, i => Assert.Equal("e10", after[i]));

        // Its fair share is 1/11; the spread of 128 points is about 9 %.
        Assert.InRange(moved.Count, Keys / 11 * 0.6, Keys / 11 * 1.4);
    }

    [Fact]
    public void Only_the_keys_of_an_endpoint_that_left_move()
        => Prop.ForAll(
            Gen.Choose(2, 12).ToArbitrary(),
            Gen.Choose(0, 11).ToArbitrary(),
            (count, leaver) =>
            {
                var all = Enumerable.Range(0, count).Select(i => ($"e{i:00}", 50 + (i * 25))).ToList();
                var gone = all[leaver % count];
                var before = Owners(Pool.Picker(LoadBalancingPolicyNames.RingHash, Pool.Set(all)), 2000);
                var after = Owners(Pool.Picker(LoadBalancingPolicyNames.RingHash, Pool.Set(all.Where(e => e != gone))), 2000);
                return before.Zip(after).All(pair => pair.First == pair.Second || pair.First == gone.Item1);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Endpoints_own_keys_in_proportion_to_their_weight()
    {
        var set = Pool.Set([.. Enumerable.Range(0, 10).Select(i => ($"e{i:00}", i < 5 ? 100 : 300))]);

        var owners = Owners(Pool.Picker(LoadBalancingPolicyNames.RingHash, set)).CountBy(id => id).ToDictionary();

        Assert.Equal(10, owners.Count);
        Assert.All(owners.Where(o => string.CompareOrdinal(o.Key, "e05") < 0), o => Assert.InRange(o.Value, Keys / 20 * 0.6, Keys / 20 * 1.4));
        Assert.All(owners.Where(o => string.CompareOrdinal(o.Key, "e05") >= 0), o => Assert.InRange(o.Value, Keys * 3 / 20 * 0.7, Keys * 3 / 20 * 1.3));
    }

    [Fact]
    public void No_endpoint_holds_more_than_its_bounded_share_of_the_calls_in_flight()
        => Prop.ForAll(
            Gen.ListOf(Gen.Choose(0, 5), 200).ToArbitrary(),
            Gen.Choose(2, 16).ToArbitrary(),
            (keys, count) =>
            {
                // Calls of six keys only: without the bound at most six endpoints would take them all.
                var set = Pool.Set(count);
                var picker = Pool.Picker(LoadBalancingPolicyNames.RingHash, set);
                var load = 0;
                foreach (var key in keys)
                {
                    var endpoint = picker.Pick(new PickContext { Key = StableHash.Of($"key{key}") })!;
                    endpoint.CallStarted();
                    load++;
                    if (endpoint.InFlight > Math.Ceiling(1.25 * load / count))
                    {
                        return false;
                    }
                }

                return true;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void The_bound_follows_the_weights()
    {
        var set = Pool.Set(("big", 300), ("small", 100));
        var picker = Pool.Picker(LoadBalancingPolicyNames.RingHash, set);
        for (var i = 0; i < 400; i++)
        {
            picker.Pick(new PickContext { Key = 42 })!.CallStarted();
        }

        Assert.All(set.Endpoints.ToArray(), e => Assert.InRange(e.InFlight, 0, Math.Ceiling(1.25 * 400 * (e.Instance.Details.Weight / 400.0))));
        Assert.Equal(400, set.Endpoints[0].InFlight + set.Endpoints[1].InFlight);
    }

    [Fact]
    public void A_large_set_stays_near_the_bound_though_its_load_is_counted_now_and_then()
    {
        var set = Pool.Set(200);
        var picker = Pool.Picker(LoadBalancingPolicyNames.RingHash, set);
        for (var i = 0; i < 20_000; i++)
        {
            picker.Pick(new PickContext { Key = StableHash.Of($"key{i % 10}") })!.CallStarted();
        }

        Assert.All(set.Endpoints.ToArray(), e => Assert.InRange(e.InFlight, 0, 127));
    }

    [Fact]
    public void A_key_whose_endpoint_is_not_available_goes_to_one_other_and_comes_back()
    {
        var set = Pool.Set(5);
        var picker = Pool.Picker(LoadBalancingPolicyNames.RingHash, set);
        var context = new PickContext { Key = StableHash.Of("session") };
        var owner = picker.Pick(context)!;

        owner.IsAvailable = false;
        var standIn = picker.Pick(context)!;
        Assert.NotSame(owner, standIn);
        Assert.Same(standIn, picker.Pick(context));
        owner.IsAvailable = true;
        Assert.Same(owner, picker.Pick(context));
    }

    [Fact]
    public void Calls_without_a_key_spread_over_all()
        => Assert.All(Pool.Count(Ring(5), 10_000).Values, count => Assert.InRange(count, 1200, 2800));

    [Fact]
    public void The_ring_of_a_large_service_is_thinned_out_and_every_endpoint_stays_on_it()
    {
        var set = EndpointSet.Create(Enumerable.Range(0, 5000).Select(i => new Endpoint(Fleet.Instance($"e{i}"))));

        var ring = new HashRing(set);

        Assert.InRange(ring.Count, 5000, 1 << 16);
        Assert.Equal(5000, Enumerable.Range(0, ring.Count).Select(ring.OwnerAt).Distinct().Count());
    }

    [Fact]
    public void The_point_of_a_key_is_the_next_on_the_ring()
    {
        var ring = new HashRing(Pool.Set(3));
        var random = new SplitMixRandom(4);
        var last = ring.PointOf(ulong.MaxValue);
        Assert.Equal(0, last);
        var previous = 0;
        for (var step = 0UL; step < 4096; step++)
        {
            var point = ring.PointOf(step << 52);
            Assert.True(point >= previous || point == 0);
            previous = point;
        }

        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(ring.PointOf(random.Next()), 0, ring.Count - 1);
        }
    }

    private static EndpointPicker Ring(int count) => Pool.Picker(LoadBalancingPolicyNames.RingHash, Pool.Set(count));

    private static List<string> Owners(EndpointPicker picker, int keys = Keys)
        => [.. Enumerable.Range(0, keys).Select(i => picker.Pick(new PickContext { Key = StableHash.Of($"key-{i}") })!.Id.Value)];
}
