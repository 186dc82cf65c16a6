using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests.Filtering;

public sealed class InstanceExplainerTests
{
    private static readonly string[] Rules = ["registered", "status", "tags", "version", "region", "zone", "dataCenter", "protocol", "metadata"];

    [Fact]
    public void Filter_and_explain_agree_about_every_instance_and_query()
        => Prop.ForAll(
            Generators.Instances.ToArbitrary(),
            Generators.Query.ToArbitrary(),
            (instances, query) =>
            {
                var snapshot = Fleet.Snapshot(instances);
                var answered = InstanceFilter.Apply(snapshot, query).Select(i => i.Id).ToHashSet();
                return instances.All(i =>
                {
                    var explanation = Explain(snapshot, i.Id.Value, query);
                    return explanation.IsIncluded == answered.Contains(i.Id)
                        && explanation.IsIncluded == explanation.Reasons.All(r => r.Passed)
                        && explanation.Reasons.Select(r => r.Rule).SequenceEqual(Rules)
                        && explanation.Reasons.All(r => r.Detail.Length > 0);
                });
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Every_rule_is_told_even_after_one_failed()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a", InstanceStatus.Starting, zone: "east"));
        var query = new InstanceQuery { HealthyOnly = true, Zone = "west", Tags = TagSet.Create(["gold"]) };

        var explanation = Explain(snapshot, "a", query);

        Assert.False(explanation.IsIncluded);
        Assert.Equal(["status", "tags", "zone"], explanation.Reasons.Where(r => !r.Passed).Select(r => r.Rule));
        Assert.Equal("lacks 'gold'; has no tags", Detail(explanation, "tags"));
        Assert.Equal("is 'east'; wanted is 'west'", Detail(explanation, "zone"));
        Assert.Equal("status is starting since 2026-03-04T12:00:00.000Z; wanted is healthy", Detail(explanation, "status"));
    }

    [Fact]
    public void An_override_is_told_with_its_author_reason_and_what_the_instance_reports()
    {
        var set = new OperatorOverride(InstanceStatus.OutOfService, "bad disk", "ann", Fleet.Noon);

        var explanation = Explain(Fleet.Snapshot(Fleet.Instance("a", set: set)), "a", InstanceQuery.Healthy);

        Assert.Contains("out of service", Detail(explanation, "status"), StringComparison.Ordinal);
        Assert.Contains("set by operator 'ann' at 2026-03-04T12:00:00.000Z: bad disk; the instance itself reports healthy", Detail(explanation, "status"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lapsed_instance_is_told_as_held_by_protection()
    {
        var lapsed = Fleet.Instance("a", InstanceStatus.Unhealthy, lapsedAt: Fleet.Noon.AddMinutes(1));

        var explanation = Explain(Fleet.Snapshot(lapsed), "a", InstanceQuery.Healthy);

        Assert.Contains("its lease ran out at 2026-03-04T12:01:00.000Z and protection holds its removal back", Detail(explanation, "status"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RemovalReason.Expired, "its lease expired")]
    [InlineData(RemovalReason.Deregistered, "it deregistered itself")]
    [InlineData(RemovalReason.Evicted, "an operator evicted it")]
    public void An_instance_that_is_gone_is_told_how_it_left(RemovalReason reason, string words)
    {
        var gone = Fleet.Instance("a");
        var snapshot = Fleet.Snapshot(Fleet.Instance("b"), Fleet.Instance("c"), Fleet.Instance("d"));
        ServiceChange[] changes = [Change(1, ChangeKind.Registered, gone), Change(3, ChangeKind.Expired, null, reason, "silent for 30 s")];

        var explanation = InstanceExplainer.Explain(snapshot, gone.Id, InstanceQuery.All, changes, Fleet.Fresh(snapshot));

        Assert.False(explanation.IsIncluded);
        Assert.Null(explanation.Instance);
        Assert.Equal($"not registered as of revision 3; {words} at 2026-03-04T12:00:03.000Z by revision 3: silent for 30 s", Assert.Single(explanation.Reasons).Detail);
        Assert.Equal([3L, 1L], explanation.RecentChanges.Select(c => c.Revision.Value));
    }

    [Fact]
    public void An_override_that_outlives_the_instance_does_not_hide_how_it_left()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("b"), Fleet.Instance("c"), Fleet.Instance("d"));
        ServiceChange[] changes =
        [
            Change(2, ChangeKind.Expired, null, RemovalReason.Expired, set: new OperatorOverride(InstanceStatus.OutOfService, "bad disk", "ann", Fleet.Noon)),
            Change(1, ChangeKind.Registered, Fleet.Instance("a")),
        ];

        var detail = Assert.Single(InstanceExplainer.Explain(snapshot, InstanceId.Parse("a"), InstanceQuery.All, changes, Fleet.Fresh(snapshot)).Reasons).Detail;

        Assert.Contains("its lease expired", detail, StringComparison.Ordinal);
        Assert.Contains("an override to out of service waits for it, set by operator 'ann'", detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_nobody_remembers_is_told_so()
        => Assert.Equal(
            "not registered as of revision 1; the part of the log that is kept does not name it",
            Assert.Single(Explain(Fleet.Snapshot(Fleet.Instance("b")), "a", InstanceQuery.All).Reasons).Detail);

    [Fact]
    public void An_instance_that_came_after_the_snapshot_is_told_so()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("b"));

        var explanation = InstanceExplainer.Explain(
            snapshot, InstanceId.Parse("a"), InstanceQuery.All, [Change(9, ChangeKind.Registered, Fleet.Instance("a"))], Fleet.Fresh(snapshot));

        Assert.Equal("not registered as of revision 1; it came later, with revision 9", Assert.Single(explanation.Reasons).Detail);
    }

    [Fact]
    public void At_most_twenty_changes_of_the_instance_itself_are_shown_newest_first()
    {
        var snapshot = Fleet.Snapshot(Fleet.Instance("a"));
        List<ServiceChange> changes = [.. Enumerable.Range(1, 30).Select(r => Change(r, ChangeKind.Updated, Fleet.Instance("a")))];
        changes.Add(Change(31, ChangeKind.Updated, Fleet.Instance("other"), id: "other"));

        var explanation = InstanceExplainer.Explain(snapshot, InstanceId.Parse("a"), InstanceQuery.All, changes, Fleet.Fresh(snapshot));

        Assert.Equal(Enumerable.Range(11, 20).Reverse().Select(r => (long)r), explanation.RecentChanges.Select(c => c.Revision.Value));
    }

    private static Explanation Explain(ServiceSnapshot snapshot, string id, InstanceQuery query)
        => InstanceExplainer.Explain(snapshot, InstanceId.Parse(id), query, [], Fleet.Fresh(snapshot));

    private static string Detail(Explanation explanation, string rule) => explanation.Reasons.Single(r => r.Rule == rule).Detail;

    private static ServiceChange Change(
        long revision, ChangeKind kind, ServiceInstance? after, RemovalReason reason = RemovalReason.None, string cause = "", OperatorOverride? set = null, string id = "a")
        => new()
        {
            Kind = kind,
            Revision = new Revision(revision),
            At = Fleet.Noon.AddSeconds(revision),
            InstanceId = InstanceId.Parse(id),
            Before = after is null ? Fleet.Instance(id) : null,
            After = after,
            Reason = reason,
            Cause = cause,
            Override = set,
        };
}
