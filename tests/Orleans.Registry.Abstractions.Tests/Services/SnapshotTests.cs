using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Tests.Services;

public sealed class SnapshotTests
{
    private static readonly ServiceName Service = ServiceName.Parse("orders");
    private static readonly Epoch Here = new(7);

    [Fact]
    public void A_difference_leads_from_what_is_held_to_the_snapshot()
        => Prop.ForAll(Instances.Zip(Instances).Zip(Gen.Elements(true, false)).ToArbitrary(), t =>
        {
            var ((held, now), sameEpoch) = t;
            var difference = SnapshotDifference.Between(held, sameEpoch ? Here : new Epoch(1), Snapshot(now));

            var known = held.ToDictionary(i => i.Id);
            Assert.All(difference.Removed, i => Assert.True(known.Remove(i.Id)));
            Assert.All(difference.Added, i => Assert.True(known.TryAdd(i.Id, i)));
            Assert.All(difference.Changed, i => Assert.NotSame(known[i.Id], known[i.Id] = i));
            Assert.Equal(now.Select(i => (i.Id, i.ModifiedRevision)).Order(), known.Values.Select(i => (i.Id, i.ModifiedRevision)).Order());
            Assert.Equal(difference.Added.Count + difference.Changed.Count + difference.Removed.Count == 0, difference.IsEmpty);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Records_of_the_same_revision_differ_only_between_epochs()
    {
        var held = Instance("a", 3);

        Assert.True(SnapshotDifference.Between([held], Here, Snapshot([Instance("a", 3)])).IsEmpty);
        Assert.Single(SnapshotDifference.Between([held], new Epoch(1), Snapshot([Instance("a", 3)])).Changed);
    }

    [Fact]
    public void A_derived_view_is_made_once()
    {
        var snapshot = Snapshot([]);
        var made = 0;

        var first = snapshot.GetOrAddView(_ => $"view {++made}");
        var second = snapshot.GetOrAddView(_ => $"view {++made}");

        Assert.Same(first, second);
        Assert.Equal(1, made);
    }

    [Fact]
    public void An_instance_is_found_by_id()
    {
        var snapshot = Snapshot([Instance("a", 1), Instance("b", 2)]);

        Assert.Equal(new Revision(2), snapshot.Find(InstanceId.Parse("b"))?.ModifiedRevision);
        Assert.Null(snapshot.Find(InstanceId.Parse("c")));
    }

    [Fact]
    public void The_status_in_force_is_the_operators_if_there_is_one()
    {
        var instance = Instance("a", 1, new OperatorOverride(InstanceStatus.OutOfService, "", "", default));

        Assert.Equal(InstanceStatus.OutOfService, instance.Status);
        Assert.False(instance.IsHealthy);
        Assert.True(Instance("a", 1).IsHealthy);
    }

    [Fact]
    public void Times_are_kept_in_utc()
    {
        var local = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.FromHours(5));
        var change = new ServiceChange { Kind = ChangeKind.Updated, Revision = new Revision(1), At = local };

        Assert.Equal(local, change.At);
        Assert.Equal(TimeSpan.Zero, change.At.Offset);
    }

    [Fact]
    public void A_change_without_an_instance_has_no_status()
    {
        var change = new ServiceChange { Kind = ChangeKind.Registered, Revision = new Revision(1), At = default, After = Instance("a", 1) };

        Assert.Equal((InstanceStatus.Unknown, InstanceStatus.Healthy), (change.OldStatus, change.NewStatus));
    }

    private static Gen<ServiceInstance[]> Instances
        => from ids in Gen.SubListOf("a", "b", "c", "d", "e")
           from revisions in Gen.ArrayOf(Gen.Choose(1, 3), ids.Count)
           select ids.Zip(revisions, (id, revision) => Instance(id, revision)).ToArray();

    private static ServiceSnapshot Snapshot(IReadOnlyList<ServiceInstance> instances)
        => new() { Service = Service, Epoch = Here, Revision = new Revision(9), Instances = instances, Policy = VersionedPolicy.BuiltIn };

    private static ServiceInstance Instance(string id, int revision, OperatorOverride? set = null) => new()
    {
        Service = Service,
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "localhost" },
        ReportedStatus = InstanceStatus.Healthy,
        Override = set,
        RegisteredAt = default,
        StatusSince = default,
        CreatedRevision = new Revision(1),
        ModifiedRevision = new Revision(revision),
    };
}
