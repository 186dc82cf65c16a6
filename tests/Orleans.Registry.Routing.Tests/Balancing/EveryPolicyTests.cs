using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests.Balancing;

/// <summary>What every picker must do, whatever its policy.</summary>
public sealed class EveryPolicyTests
{
    public static TheoryData<string> Names => [.. LoadBalancingPolicies.All.Select(p => p.Name), "mine"];

    [Fact]
    public void Every_published_name_is_a_policy_and_the_other_way_round()
    {
        var published = typeof(LoadBalancingPolicyNames).GetFields().Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(published.Order(StringComparer.Ordinal), LoadBalancingPolicies.All.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(LoadBalancingPolicyNames.PowerOfTwoChoices, LoadBalancingPolicies.Default.Name);
        Assert.True(LoadBalancingPolicies.TryGet("Round-ROBIN", out var policy));
        Assert.Equal(LoadBalancingPolicyNames.RoundRobin, policy.Name);
        Assert.False(LoadBalancingPolicies.TryGet("none", out _));
        Assert.False(LoadBalancingPolicies.TryGet(null, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_endpoint_gives_none(string name) => Assert.Null(Create(name, EndpointSet.Empty).Pick());

    [Theory]
    [MemberData(nameof(Names))]
    public void One_endpoint_is_picked_while_it_is_available_also_when_it_was_tried(string name)
    {
        var set = Pool.Set(1);
        var picker = Create(name, set);

        Assert.Same(set.Endpoints[0], picker.Pick());
        Assert.Same(set.Endpoints[0], picker.Pick(new PickContext { Tried = set.Endpoints }));
        set.Endpoints[0].IsAvailable = false;
        Assert.Null(picker.Pick());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_pick_is_available_and_untried_if_possible_else_available_else_none(string name)
        => Prop.ForAll(
            Gen.ArrayOf(Gen.Choose(0, 3), 6).ToArbitrary(),
            Gen.Choose(2, 6).ToArbitrary(),
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            (states, count, seed) =>
            {
                // 0 and 1: free, 2: tried, 3: not available.
                var set = Pool.Set(count);
                var endpoints = set.Endpoints.ToArray();
                for (var i = 0; i < count; i++)
                {
                    endpoints[i].IsAvailable = states[i] != 3;
                }

                var tried = endpoints.Where((_, i) => states[i] == 2).ToArray();
                var pick = Create(name, set, (ulong)seed).Pick(new PickContext { Tried = tried, Key = (ulong)seed });
                return endpoints.Any(e => e.IsAvailable && !tried.Contains(e)) ? pick is { IsAvailable: true } && !tried.Contains(pick)
                    : endpoints.Any(e => e.IsAvailable) ? pick is { IsAvailable: true }
                    : pick is null;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pick_allocates_nothing(string name)
    {
        var set = Pool.Set(10);
        var picker = Create(name, set);
        Pool.Start(set.Endpoints[3], 5);
        set.Endpoints[4].IsAvailable = false;
        var tried = new[] { set.Endpoints[1], set.Endpoints[2] };
        Endpoint? last = null;
        Run(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.NotNull(last);
        Assert.Equal(0, allocated);

        void Run(int picks)
        {
            for (var i = 0; i < picks; i++)
            {
                picker.Pick();
                last = picker.Pick(new PickContext { Key = (ulong)i << 40, Tried = tried });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Many_threads_pick_from_the_set_only(string name)
    {
        var set = Pool.Set(17);
        var members = set.Endpoints.ToArray().ToHashSet();
        var picker = Create(name, set);
        var strangers = 0;

        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var pick = picker.Pick();
                if (pick is null || !members.Contains(pick))
                {
                    Interlocked.Increment(ref strangers);
                }
                else if (thread % 2 == 0)
                {
                    pick.CallStarted();
                    pick.CallEnded(TimeSpan.FromMilliseconds(1 + (i % 3)), TimeSpan.FromMilliseconds(i));
                }
            }
        });

        Assert.Equal(0, strangers);
    }

    [Fact]
    public void A_custom_policy_cannot_take_a_built_in_name()
        => Assert.Throws<ArgumentException>(() => LoadBalancingPolicies.Custom("Random", static (set, in _) => set.Endpoints[0]));

    [Fact]
    public void A_custom_policy_may_pick_none()
    {
        var picker = LoadBalancingPolicies.Custom("closed", static (_, in _) => null).Create(Pool.Set(3), Pool.Settings());

        Assert.Null(picker.Pick());
    }

    [Fact]
    public void A_custom_policy_sees_the_calls_key()
    {
        var policy = LoadBalancingPolicies.Custom("by-key", static (set, in context) => set.Endpoints[(int)(context.Key ?? 0)]);

        Assert.Equal("e02", policy.Create(Pool.Set(3), Pool.Settings()).Pick(new PickContext { Key = 2 })!.Id.Value);
    }

    private static EndpointPicker Create(string name, EndpointSet set, ulong seed = 1)
        => name == "mine"
            ? LoadBalancingPolicies.Custom("mine", static (endpoints, in _) => endpoints.Endpoints[^1]).Create(set, Pool.Settings(seed))
            : Pool.Picker(name, set, seed);
}
