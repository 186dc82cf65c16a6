using static Orleans.Registry.Core.Tests.Scene;

namespace Orleans.Registry.Core.Tests.Services;

public sealed class UpdateTests
{
    private static readonly InstanceId Id = InstanceId.Parse("a");
    private readonly Scene _scene = new();

    public UpdateTests() => _scene.Change(Registering("a", Plain with { Tags = TagSet.Create(["x"]), Metadata = StringMap.Create([new("k", "v"), new("l", "w")]) }));

    [Fact]
    public void What_is_not_named_stays()
    {
        var change = Update(new InstanceUpdate { Weight = 5, Metadata = new Dictionary<string, string?> { ["k"] = "changed", ["l"] = null, ["m"] = "new" } });

        Assert.Equal(ChangeKind.Updated, change.Kind);
        Assert.Equal((5, "x", 80), (_scene["a"].Details.Weight, _scene["a"].Details.Tags.ToString(), _scene["a"].Port));
        Assert.Equal(StringMap.Create([new("k", "changed"), new("m", "new")]), _scene["a"].Details.Metadata);
        Assert.Equal(new Revision(2), _scene["a"].ModifiedRevision);
    }

    [Fact]
    public void Tags_are_replaced()
    {
        Update(new InstanceUpdate { Tags = TagSet.Create(["y", "z"]) });

        Assert.Equal(["y", "z"], _scene["a"].Details.Tags);
    }

    [Fact]
    public void An_update_that_changes_nothing_makes_no_revision()
    {
        _scene.NoChange(new UpdateCommand(Id, new InstanceUpdate()));
        _scene.NoChange(new UpdateCommand(Id, new InstanceUpdate { Weight = 100, Tags = TagSet.Create(["x"]), Metadata = new Dictionary<string, string?> { ["k"] = "v", ["none"] = null } }));
    }

    [Fact]
    public void An_update_of_another_revision_than_the_callers_is_refused()
    {
        Update(new InstanceUpdate { Weight = 1, ExpectedRevision = new Revision(1) });

        var error = _scene.Refused(new UpdateCommand(Id, new InstanceUpdate { Weight = 2, ExpectedRevision = new Revision(1) }));

        Assert.Equal(RegistryErrorCode.VersionConflict, error.Code);
        Assert.Equal(1, _scene["a"].Details.Weight);
        Update(new InstanceUpdate { Weight = 2, ExpectedRevision = new Revision(2) });
    }

    [Fact]
    public void The_expected_revision_is_the_instances_and_not_the_services()
    {
        _scene.Register("b");

        Update(new InstanceUpdate { Weight = 1, ExpectedRevision = new Revision(1) });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void An_update_may_not_make_the_instance_invalid(int weight)
    {
        var error = _scene.Refused(new UpdateCommand(Id, new InstanceUpdate { Weight = weight }));

        Assert.Equal("weight", Assert.Single(error.Fields).Field);
    }

    [Fact]
    public void Metadata_may_not_grow_beyond_the_limit_by_many_small_updates()
    {
        for (var i = 0; i < InstanceRegistrationValidator.MaxMetadataEntries - 2; i++)
        {
            Update(new InstanceUpdate { Metadata = new Dictionary<string, string?> { [$"n{i}"] = "v" } });
        }

        var error = _scene.Refused(new UpdateCommand(Id, new InstanceUpdate { Metadata = new Dictionary<string, string?> { ["one more"] = "v" } }));
        Assert.Equal("metadata", Assert.Single(error.Fields).Field);
    }

    [Fact]
    public void An_update_leaves_status_and_registration_alone()
    {
        _scene.Signal("a", InstanceSignal.CheckFailed, "db");
        var before = _scene["a"];
        _scene.Now += TimeSpan.FromMinutes(1);

        Update(new InstanceUpdate { Weight = 1 });

        var after = _scene["a"];
        Assert.Equal((before.Status, before.StatusSince, before.StatusReason, before.FailingChecks), (after.Status, after.StatusSince, after.StatusReason, after.FailingChecks));
        Assert.Equal((before.RegisteredAt, before.CreatedRevision, before.Incarnation), (after.RegisteredAt, after.CreatedRevision, after.Incarnation));
    }

    private ServiceChange Update(InstanceUpdate update) => _scene.Change(new UpdateCommand(Id, update));
}
