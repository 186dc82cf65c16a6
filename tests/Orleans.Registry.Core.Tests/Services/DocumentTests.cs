namespace Orleans.Registry.Core.Tests.Services;

public sealed class DocumentTests
{
    private readonly Scene _scene = new();

    [Fact]
    public void Without_a_policy_the_built_in_one_is_in_force_as_version_0()
    {
        Assert.Same(VersionedPolicy.BuiltIn, _scene.State.Policy);
        Assert.Empty(_scene.State.Policies);
        Assert.Equal(0, _scene.State.ToSnapshot().ConfigurationVersion);
    }

    [Fact]
    public void Each_policy_is_a_new_version_in_force_at_once()
    {
        var change = SetPolicy(5, new DocumentChange { By = "ann", Comment = "fewer" });
        SetPolicy(6);

        Assert.Equal((ChangeKind.PolicyChanged, 1L), (change.Kind, change.Policy!.Version));
        Assert.Equal(("ann", "fewer", Scene.Noon), (change.Policy.By, change.Policy.Comment, change.Policy.At));
        Assert.Equal((2L, 6), (_scene.State.Policy.Version, _scene.State.Policy.Policy.MaxInstances));
        Assert.Same(_scene.State.Policy, _scene.State.ToSnapshot().Policy);
    }

    [Fact]
    public void The_policy_in_force_again_makes_no_version()
    {
        _scene.NoChange(new SetPolicyCommand(new ServicePolicy(), 0, new DocumentChange()));
        SetPolicy(5);
        _scene.NoChange(new SetPolicyCommand(new ServicePolicy { MaxInstances = 5 }, 0, new DocumentChange()));
    }

    [Fact]
    public void A_policy_on_top_of_another_version_is_refused()
    {
        SetPolicy(5, new DocumentChange { ExpectedVersion = 0 });

        Assert.Equal(RegistryErrorCode.VersionConflict, _scene.Refused(Policy(6, new DocumentChange { ExpectedVersion = 0 })).Code);
        Assert.Equal(RegistryErrorCode.VersionConflict, _scene.Refused(Policy(6, new DocumentChange { ExpectedVersion = 2 })).Code);
        SetPolicy(6, new DocumentChange { ExpectedVersion = 1 });
    }

    [Fact]
    public void An_earlier_policy_comes_back_as_a_new_version()
    {
        SetPolicy(5);
        SetPolicy(6);

        var change = _scene.Change(new SetPolicyCommand(null, 1, new DocumentChange()));
        Assert.Equal((3L, 5, "back to version 1"), (change.Policy!.Version, change.Policy.Policy.MaxInstances, change.Cause));

        _scene.Change(new SetPolicyCommand(null, 0, new DocumentChange { Comment = "start over" }));
        Assert.Equal((4L, ServicePolicy.Default, "start over"), (_scene.State.Policy.Version, _scene.State.Policy.Policy, _scene.State.Policy.Comment));
    }

    [Fact]
    public void A_version_that_is_not_kept_cannot_come_back()
    {
        for (var i = 1; i <= ServiceState.KeptVersions + 1; i++)
        {
            SetPolicy(i);
            SetConfiguration($"{i}");
        }

        Assert.Equal(RegistryErrorCode.VersionNotFound, _scene.Refused(new SetPolicyCommand(null, 1, new DocumentChange())).Code);
        Assert.Equal(RegistryErrorCode.VersionNotFound, _scene.Refused(new SetPolicyCommand(null, 99, new DocumentChange())).Code);
        Assert.Equal(RegistryErrorCode.VersionNotFound, _scene.Refused(new SetConfigurationCommand(null, 1, new DocumentChange())).Code);
        Assert.Equal(RegistryErrorCode.VersionNotFound, _scene.Refused(new SetConfigurationCommand(null, 0, new DocumentChange())).Code);
        _scene.Change(new SetPolicyCommand(null, 2, new DocumentChange()));
        _scene.Change(new SetConfigurationCommand(null, 2, new DocumentChange()));
    }

    [Fact]
    public void The_last_32_versions_are_kept_in_order()
    {
        for (var i = 1; i <= 40; i++)
        {
            SetPolicy(i);
            SetConfiguration($"{i}");
        }

        var expected = Enumerable.Range(9, 32).Select(i => (long)i);
        Assert.Equal(expected, _scene.State.Policies.Select(p => p.Version));
        Assert.Equal(expected, _scene.State.Configurations.Select(c => c.Version));
        _scene.Restart();
        Assert.Equal(expected, _scene.State.Policies.Select(p => p.Version));
        Assert.Equal(expected, _scene.State.Configurations.Select(c => c.Version));
        Assert.Equal(41, SetPolicy(77).Policy!.Version);
    }

    [Fact]
    public void Versions_that_were_handed_out_stay_as_they_were()
    {
        SetPolicy(1);
        var handedOut = _scene.State.Policies;

        for (var i = 2; i <= 40; i++)
        {
            SetPolicy(i);
        }

        Assert.Equal([1L], handedOut.Select(p => p.Version));
    }

    [Fact]
    public void A_configuration_has_versions_conflicts_and_a_way_back_too()
    {
        SetConfiguration("x", new DocumentChange { ExpectedVersion = 0 });
        _scene.NoChange(Configuration("x"));
        Assert.Equal(RegistryErrorCode.VersionConflict, _scene.Refused(Configuration("y", new DocumentChange { ExpectedVersion = 0 })).Code);
        SetConfiguration("y", new DocumentChange { ExpectedVersion = 1 });

        var change = _scene.Change(new SetConfigurationCommand(null, 1, new DocumentChange { By = "ann" }));

        Assert.Equal((ChangeKind.ConfigChanged, 3L, "x"), (change.Kind, change.Configuration!.Version, change.Configuration.Entries["k"]));
        Assert.Equal(3, _scene.State.ToSnapshot().ConfigurationVersion);
        Assert.Null(change.Policy);
    }

    [Fact]
    public void The_empty_configuration_can_be_set_first()
    {
        var change = _scene.Change(new SetConfigurationCommand(StringMap.Empty, 0, new DocumentChange()));

        Assert.Equal(1, change.Configuration!.Version);
    }

    [Fact]
    public void A_document_is_a_change_of_no_instance()
    {
        _scene.Register("a");

        var change = SetPolicy(5);

        Assert.True(change.InstanceId.IsEmpty);
        Assert.True(_scene.Has("a"));
    }

    private static SetPolicyCommand Policy(int instances, DocumentChange? change = null)
        => new(new ServicePolicy { MaxInstances = instances }, 0, change ?? new DocumentChange());

    private static SetConfigurationCommand Configuration(string value, DocumentChange? change = null)
        => new(StringMap.Create([new("k", value)]), 0, change ?? new DocumentChange());

    private ServiceChange SetPolicy(int instances, DocumentChange? change = null) => _scene.Change(Policy(instances, change));

    private ServiceChange SetConfiguration(string value, DocumentChange? change = null) => _scene.Change(Configuration(value, change));
}
