using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests.Filtering;

public sealed class InstanceFilterTests
{
    [Fact]
    public void The_query_for_all_returns_the_snapshots_own_list()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a"), Fleet.Instance("b", InstanceStatus.Unhealthy));

        Assert.Same(snapshot.Instances, InstanceFilter.Apply(snapshot, InstanceQuery.All));
    }

    [Fact]
    public void A_query_that_every_instance_fulfils_returns_the_snapshots_own_list()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a"), Fleet.Instance("b"));

        Assert.Same(snapshot.Instances, InstanceFilter.Apply(snapshot, InstanceQuery.Healthy));
    }

    [Fact]
    public void Only_healthy_instances_are_healthy_whatever_they_report()
    {
        var snapshot = Fleet.Snapshot(
            Fleet.Instance("drained", InstanceStatus.Draining),
            Fleet.Instance("ok"),
            Fleet.Instance("out", set: new OperatorOverride(InstanceStatus.OutOfService, "disk", "ann", Fleet.Noon)),
            Fleet.Instance("forced", InstanceStatus.Unhealthy, set: new OperatorOverride(InstanceStatus.Healthy, "test", "ann", Fleet.Noon)));

        Assert.Equal(["ok", "forced"], InstanceFilter.Apply(snapshot, InstanceQuery.Healthy).Select(i => i.Id.Value));
    }

    [Theory]
    [InlineData("1.x", "old")]
    [InlineData(">=1.5", "new")]
    [InlineData("*", "old,new,odd")]
    [InlineData("3.x", "")]
    public void A_version_range_takes_the_versions_in_it(string range, string expected)
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("old", version: "1.2.3"), Fleet.Instance("new", version: "2.0.0"), Fleet.Instance("odd", version: "main"));
        var query = new InstanceQuery { Version = VersionRange.Parse(range) };

        Assert.Equal(expected, string.Join(',', InstanceFilter.Apply(snapshot, query).Select(i => i.Id)));
    }

    [Fact]
    public void Every_condition_must_hold()
    {
        var fits = Fleet.Instance("a", region: "r", zone: "z", dataCenter: "d", protocol: "grpc", tags: ["x", "y"], metadata: [("k", "v")]);
        var query = new InstanceQuery
        {
            HealthyOnly = true,
            Region = "r",
            Zone = "z",
            DataCenter = "d",
            Protocol = "grpc",
            Tags = TagSet.Create(["y"]),
            Version = VersionRange.Parse("^1"),
            Metadata = StringMap.Create([KeyValuePair.Create("k", "v")]),
        };

        Assert.True(InstanceFilter.Matches(fits, query));
        Assert.False(InstanceFilter.Matches(fits, query with { Region = "R" }));
        Assert.False(InstanceFilter.Matches(fits, query with { Zone = string.Empty }));
        Assert.False(InstanceFilter.Matches(fits, query with { DataCenter = "e" }));
        Assert.False(InstanceFilter.Matches(fits, query with { Protocol = "http" }));
        Assert.False(InstanceFilter.Matches(fits, query with { Tags = TagSet.Create(["y", "z"]) }));
        Assert.False(InstanceFilter.Matches(fits, query with { Version = VersionRange.Parse("^2") }));
        Assert.False(InstanceFilter.Matches(fits, query with { Metadata = StringMap.Create([KeyValuePair.Create("k", "w")]) }));
        Assert.False(InstanceFilter.Matches(fits, query with { Metadata = StringMap.Create([KeyValuePair.Create("q", "v")]) }));
    }

    [Fact]
    public void Filtering_a_list_keeps_exactly_the_instances_that_match_in_their_order()
        => Prop.ForAll(
            Generators.Instances.ToArbitrary(),
            Generators.Query.ToArbitrary(),
            (instances, query) => InstanceFilter.Apply(instances, query).SequenceEqual(instances.Where(i => InstanceFilter.Matches(i, query))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
