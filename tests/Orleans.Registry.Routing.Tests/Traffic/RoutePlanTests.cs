namespace Orleans.Registry.Routing.Tests.Traffic;

public sealed class RoutePlanTests
{
    [Fact]
    public void Selecting_and_picking_allocate_nothing_with_headers_and_splits()
    {
        var plan = Plan(Policy, Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", version: "1.0.0"), Fleet.Instance("c", version: "2.0.0"), Fleet.Instance("d", version: "2.0.0"));
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
                plan.Select().Pick();
                last = plan.Select(new OneHeader("x-canary", i % 2 == 0 ? "1" : "2")).Pick();
            }
        }
    }

    [Fact]
    public void A_call_takes_the_route_of_its_header_else_a_split_by_weight()
    {
        var plan = Plan(Policy, Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", version: "2.0.0"));

        Assert.Equal(RouteKind.HeaderRoute, plan.Select(new OneHeader("X-CANARY", "1")).Group.Kind);
        Assert.Equal("b", plan.Select(new OneHeader("x-canary", "1")).Pick()!.Id.Value);
        var counts = Enumerable.Range(0, 10_000).Select(_ => plan.Select().Pick()!.Id.Value).CountBy(id => id).ToDictionary();
        Assert.InRange(counts["a"], 8800, 9200);
    }

    [Fact]
    public void Without_a_healthy_instance_the_route_is_empty_and_says_why()
    {
        var route = Plan(new TrafficPolicy(), Fleet.Instance("a", InstanceStatus.Starting)).Select();

        Assert.Equal(RouteKind.NothingHealthy, route.Group.Kind);
        Assert.Null(route.Pick());
    }

    [Fact]
    public void The_panic_set_is_picked_from_only_when_allowed()
    {
        var endpoints = new EndpointTable().Update([Fleet.Instance("a", InstanceStatus.Unhealthy, lapsedAt: Fleet.Noon)]);

        var careful = RoutePlan.Create(endpoints, new TrafficPolicy(), LoadBalancingPolicies.Default, Pool.Settings());
        var bold = RoutePlan.Create(endpoints, new TrafficPolicy(), LoadBalancingPolicies.Default, Pool.Settings(), allowHeld: true);

        Assert.Null(careful.Select().Pick());
        Assert.Equal(RouteKind.Held, bold.Select().Group.Kind);
        Assert.Equal("a", bold.Select().Pick()!.Id.Value);
    }

    [Fact]
    public void Plans_of_one_service_share_endpoints_so_load_is_seen_across_routes_and_snapshots()
    {
        var table = new EndpointTable();
        ServiceInstance[] instances = [Fleet.Instance("a"), Fleet.Instance("b")];
        var first = RoutePlan.Create(table.Update(instances), new TrafficPolicy(), LeastRequests, Pool.Settings());
        first.Select().Pick()!.CallStarted();

        var second = RoutePlan.Create(table.Update([.. instances, Fleet.Instance("c", InstanceStatus.Starting)]), new TrafficPolicy(), LeastRequests, Pool.Settings());
        second.Select().Pick()!.CallStarted();

        Assert.All(second.Select().Picker.Endpoints.Endpoints.ToArray(), e => Assert.Equal(1, e.InFlight));
    }

    [Fact]
    public void A_route_whose_endpoints_did_not_change_keeps_its_picker()
    {
        var table = new EndpointTable();
        var (a, b) = (Fleet.Instance("a", version: "1.0.0"), Fleet.Instance("b", version: "2.0.0"));
        var first = RoutePlan.Create(table.Update([a, b]), Policy, LoadBalancingPolicies.Default, Pool.Settings());

        var second = first.Next(table.Update([a, b, Fleet.Instance("c", version: "2.0.0"), Fleet.Instance("d", InstanceStatus.Starting)]), Policy);
        var heavier = first.Next(table.Update([Fleet.Instance("a", version: "1.0.0", weight: 7), b]), Policy);

        Assert.Same(Of(first, "1.x"), Of(second, "1.x"));
        Assert.NotSame(Of(first, "2.x"), Of(second, "2.x"));
        Assert.NotSame(Of(first, "1.x"), Of(heavier, "1.x"));
        Assert.Equal(["b", "c"], Of(second, "2.x").Endpoints.Endpoints.ToArray().Select(e => e.Id.Value));
        Assert.Equal(7, Of(heavier, "1.x").Endpoints.TotalWeight);

        static EndpointPicker Of(RoutePlan plan, string version) => plan.Routes.Single(r => r.Group.Split?.Version.ToString() == version).Picker;
    }

    [Theory]
    [MemberData(nameof(EveryPolicy))]
    public void A_new_plan_never_picks_what_was_removed_while_plans_are_swapped_under_load(string policy)
    {
        Assert.True(LoadBalancingPolicies.TryGet(policy, out var balancing));
        var table = new EndpointTable();
        var settings = Pool.Settings(11);
        var current = Next(0);
        var wrong = 0;
        var picks = 0L;
        using var stop = new CancellationTokenSource();
        Thread[] readers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(Read))];
        Array.ForEach(readers, reader => reader.Start());

        for (var revision = 1L; revision <= 300 || Interlocked.Read(ref picks) < 30_000; revision++)
        {
            Volatile.Write(ref current, Next(revision));
        }

        stop.Cancel();
        Array.ForEach(readers, reader => reader.Join());
        Assert.Equal(0, Volatile.Read(ref wrong));

        // Of each revision only the instances whose ids say so: i{revision} to i{revision + 4}.
        Tuple<long, RoutePlan> Next(long revision)
        {
            var endpoints = table.Update([.. Enumerable.Range(0, 5).Select(i => Fleet.Instance($"i{revision + i}"))]);
            return Tuple.Create(revision, RoutePlan.Create(endpoints, new TrafficPolicy(), balancing, settings));
        }

        void Read()
        {
            while (!stop.IsCancellationRequested)
            {
                var (revision, plan) = Volatile.Read(ref current);
                var pick = plan.Select().Pick();
                var number = pick is null ? -1 : long.Parse(pick.Id.Value.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                if (number < revision || number > revision + 4)
                {
                    Interlocked.Increment(ref wrong);
                }

                Interlocked.Increment(ref picks);
            }
        }
    }

    public static TheoryData<string> EveryPolicy => [.. LoadBalancingPolicies.All.Select(p => p.Name)];

    private static ILoadBalancingPolicy LeastRequests
        => LoadBalancingPolicies.TryGet(LoadBalancingPolicyNames.LeastRequests, out var policy) ? policy : throw new InvalidOperationException();

    private static TrafficPolicy Policy => new()
    {
        HeaderRoutes = EquatableArray<HeaderRoute>.Create([new HeaderRoute("x-canary", "1", VersionRange.Parse("2.x"))]),
        Splits = EquatableArray<VersionSplit>.Create([new VersionSplit(VersionRange.Parse("1.x"), 90), new VersionSplit(VersionRange.Parse("2.x"), 10)]),
    };

    private static RoutePlan Plan(TrafficPolicy policy, params ServiceInstance[] instances)
        => RoutePlan.Create(new EndpointTable().Update(instances), policy, LoadBalancingPolicies.Default, Pool.Settings(21));

    private readonly struct OneHeader(string header, string content) : IRequestHeaders
    {
        public bool Has(string name, string value)
            => string.Equals(name, header, StringComparison.OrdinalIgnoreCase) && (value.Length == 0 || value == content);
    }
}
