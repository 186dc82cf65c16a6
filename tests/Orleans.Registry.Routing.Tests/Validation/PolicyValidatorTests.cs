namespace Orleans.Registry.Routing.Tests.Validation;

public sealed class PolicyValidatorTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public void The_built_in_policy_is_valid() => Assert.Empty(PolicyValidator.Validate(ServicePolicy.Default));

    [Fact]
    public void Every_bound_itself_is_valid()
    {
        var least = new ServicePolicy
        {
            DefaultTtl = TimeSpan.FromSeconds(1),
            MinTtl = TimeSpan.FromSeconds(1),
            MaxTtl = TimeSpan.FromSeconds(1),
            MaxInstances = 1,
            Protection = new ProtectionPolicy { MaxExpiredShare = double.Epsilon, MinExpired = 0, Window = TimeSpan.FromSeconds(1), MaxHold = TimeSpan.FromSeconds(1) },
            Traffic = new TrafficPolicy { MinLocalInstances = 1, Timeout = TimeSpan.FromMilliseconds(1), BreakerOpenFor = TimeSpan.FromSeconds(1) },
        };
        var most = new ServicePolicy
        {
            DefaultTtl = Day,
            MinTtl = Day,
            MaxTtl = Day,
            MaxInstances = 10_000_000,
            Protection = new ProtectionPolicy { MaxExpiredShare = 1, MinExpired = 1000, Window = TimeSpan.FromHours(1), MaxHold = Day },
            Traffic = new TrafficPolicy
            {
                MinLocalInstances = 10_000,
                Timeout = TimeSpan.FromHours(1),
                Retries = 10,
                BreakerFailures = 1000,
                BreakerOpenFor = TimeSpan.FromHours(1),
                Locality = LocalityPreference.Zone,
                Splits = Splits((">=1", 10_000), ("0.x", 0)),
                HeaderRoutes = EquatableArray<HeaderRoute>.Create(
                    Enumerable.Range(0, 32).Select(i => new HeaderRoute($"x-{i}", string.Empty, VersionRange.Any))),
            },
        };

        Assert.Empty(PolicyValidator.Validate(least));
        Assert.Empty(PolicyValidator.Validate(most));
    }

    [Fact]
    public void All_wrong_fields_are_named_at_once()
    {
        var policy = new ServicePolicy
        {
            DefaultTtl = TimeSpan.Zero,
            MinTtl = TimeSpan.FromMilliseconds(999),
            MaxTtl = Day + TimeSpan.FromTicks(1),
            MaxInstances = 0,
            Protection = new ProtectionPolicy { MaxExpiredShare = double.NaN, MinExpired = -1, Window = TimeSpan.Zero, MaxHold = TimeSpan.MaxValue },
            Traffic = new TrafficPolicy
            {
                Locality = (LocalityPreference)9,
                MinLocalInstances = 0,
                Timeout = TimeSpan.Zero,
                Retries = 11,
                BreakerFailures = -1,
                BreakerOpenFor = TimeSpan.FromHours(2),
            },
        };

        Assert.Equal(
            [
                "defaultTtl", "maxInstances", "maxTtl", "minTtl", "protection.maxExpiredShare", "protection.maxHold", "protection.minExpired",
                "protection.window", "traffic.breakerFailures", "traffic.breakerOpenFor", "traffic.locality", "traffic.minLocalInstances",
                "traffic.retries", "traffic.timeout",
            ],
            Fields(policy).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(10, 5, 20, "defaultTtl", "must not be below minTtl (10 s)")]
    [InlineData(10, 30, 20, "defaultTtl", "must not be above maxTtl (20 s)")]
    [InlineData(21, 20, 20, "minTtl", "must not be above maxTtl (20 s)")]
    public void The_three_ttls_must_be_in_order(int min, int usual, int max, string field, string message)
    {
        var policy = new ServicePolicy { MinTtl = TimeSpan.FromSeconds(min), DefaultTtl = TimeSpan.FromSeconds(usual), MaxTtl = TimeSpan.FromSeconds(max) };

        Assert.Equal(new FieldError(field, message), Assert.Single(PolicyValidator.Validate(policy)));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.1)]
    [InlineData(1.0001)]
    [InlineData(double.PositiveInfinity)]
    public void The_share_that_may_expire_is_above_0_and_at_most_1(double share)
        => Assert.Equal(
            "protection.maxExpiredShare",
            Assert.Single(Fields(new ServicePolicy { Protection = new ProtectionPolicy { MaxExpiredShare = share } })));

    [Fact]
    public void Splits_need_a_weight_above_zero()
    {
        var error = Assert.Single(PolicyValidator.Validate(Traffic(new TrafficPolicy { Splits = Splits(("1.x", 0), ("2.x", 0)) })));

        Assert.Equal(new FieldError("traffic.splits", "must have a weight above 0 at least once"), error);
    }

    [Fact]
    public void A_split_is_named_by_its_place()
        => Assert.Equal(
            ["traffic.splits[0].weight", "traffic.splits[1].weight", "traffic.splits[2].version"],
            Fields(Traffic(new TrafficPolicy { Splits = Splits(("1.x", -1), ("2.x", 10_001), ("2.x", 1)) })));

    [Fact]
    public void Too_many_splits_and_routes_are_refused()
    {
        var traffic = new TrafficPolicy
        {
            Splits = EquatableArray<VersionSplit>.Create(Enumerable.Range(0, 17).Select(i => new VersionSplit(VersionRange.Parse($"{i}.x"), 1))),
            HeaderRoutes = EquatableArray<HeaderRoute>.Create(Enumerable.Range(0, 33).Select(i => new HeaderRoute($"h{i}", "v", VersionRange.Any))),
        };

        Assert.Equal(["traffic.headerRoutes", "traffic.splits"], Fields(Traffic(traffic)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x y")]
    [InlineData("x:y")]
    [InlineData("x\r\ny")]
    [InlineData("ümlaut")]
    public void A_header_name_must_be_one_that_http_can_send(string header)
        => Assert.Equal("traffic.headerRoutes[0].header", Assert.Single(Fields(Traffic(Routes(new HeaderRoute(header, "v", VersionRange.Any))))));

    [Fact]
    public void Header_names_and_values_have_limits()
    {
        Assert.Empty(Fields(Traffic(Routes(new HeaderRoute(new string('h', 128), new string('v', 1024), VersionRange.Any)))));
        Assert.Equal(
            ["traffic.headerRoutes[0].header", "traffic.headerRoutes[0].value"],
            Fields(Traffic(Routes(new HeaderRoute(new string('h', 129), new string('v', 1025), VersionRange.Any)))));
    }

    [Fact]
    public void The_same_header_and_value_twice_is_refused_in_any_case_of_the_name()
    {
        var traffic = Routes(
            new HeaderRoute("X-Canary", "1", VersionRange.Parse("2.x")),
            new HeaderRoute("x-canary", "2", VersionRange.Parse("2.x")),
            new HeaderRoute("x-canary", "1", VersionRange.Parse("3.x")));

        Assert.Equal("traffic.headerRoutes[2]", Assert.Single(Fields(Traffic(traffic))));
    }

    [Fact]
    public void Missing_parts_are_errors_not_crashes()
    {
        Assert.Equal(["protection", "traffic"], Fields(new ServicePolicy { Protection = null!, Traffic = null! }));
        Assert.Equal(["traffic.headerRoutes", "traffic.splits"], Fields(Traffic(new TrafficPolicy { HeaderRoutes = null!, Splits = null! })));
        Assert.Equal(
            ["traffic.headerRoutes[0].header", "traffic.headerRoutes[0].value", "traffic.headerRoutes[0].version"],
            Fields(Traffic(Routes(new HeaderRoute(null!, null!, null!)))));
    }

    private static EquatableArray<VersionSplit> Splits(params (string Range, int Weight)[] splits)
        => EquatableArray<VersionSplit>.Create(splits.Select(s => new VersionSplit(VersionRange.Parse(s.Range), s.Weight)));

    private static TrafficPolicy Routes(params HeaderRoute[] routes) => new() { HeaderRoutes = EquatableArray<HeaderRoute>.Create(routes) };

    private static ServicePolicy Traffic(TrafficPolicy traffic) => new() { Traffic = traffic };

    private static IEnumerable<string> Fields(ServicePolicy policy) => PolicyValidator.Validate(policy).Select(e => e.Field);
}
