using static Orleans.Registry.Core.Tests.Scene;

namespace Orleans.Registry.Core.Tests.Services;

public sealed class OverrideTests
{
    private static readonly InstanceId Id = InstanceId.Parse("a");
    private static readonly OverrideRequest Out = new(InstanceStatus.OutOfService, "disk", "ann");
    private readonly Scene _scene = new();

    public OverrideTests() => _scene.Register("a", "b");

    [Fact]
    public void An_override_is_in_force_until_it_is_cleared()
    {
        _scene.Now += TimeSpan.FromMinutes(1);
        var set = _scene.Change(new SetOverrideCommand(Id, Out));
        Assert.Equal((InstanceStatus.OutOfService, "override by ann: disk"), (_scene["a"].Status, set.Cause));
        Assert.Equal(new OperatorOverride(InstanceStatus.OutOfService, "disk", "ann", _scene.Now), _scene["a"].Override);
        Assert.Equal(_scene.Now, _scene["a"].StatusSince);

        var cleared = _scene.Change(new ClearOverrideCommand(Id));
        Assert.Equal((ChangeKind.Healthy, InstanceStatus.Healthy), (cleared.Kind, _scene["a"].Status));
        Assert.Null(_scene["a"].Override);
        _scene.NoChange(new ClearOverrideCommand(Id));
    }

    [Theory]
    [InlineData(InstanceStatus.Unhealthy, ChangeKind.Unhealthy)]
    [InlineData(InstanceStatus.OutOfService, ChangeKind.Updated)]
    [InlineData(InstanceStatus.Healthy, ChangeKind.Updated)]
    public void The_kind_of_the_change_follows_the_status_in_force(InstanceStatus status, ChangeKind kind)
        => Assert.Equal(kind, _scene.Change(new SetOverrideCommand(Id, new OverrideRequest(status))).Kind);

    [Theory]
    [InlineData(InstanceStatus.Unknown)]
    [InlineData(InstanceStatus.Starting)]
    [InlineData(InstanceStatus.Draining)]
    public void Other_statuses_cannot_be_set(InstanceStatus status)
        => Assert.Equal(RegistryErrorCode.InvalidTransition, _scene.Refused(new SetOverrideCommand(Id, new OverrideRequest(status))).Code);

    [Fact]
    public void The_same_override_again_changes_nothing_and_another_reason_does()
    {
        _scene.Change(new SetOverrideCommand(Id, Out));

        _scene.NoChange(new SetOverrideCommand(Id, Out));
        _scene.Change(new SetOverrideCommand(Id, Out with { Reason = "disk again" }));
        Assert.Equal("disk again", _scene["a"].Override?.Reason);
    }

    [Fact]
    public void An_override_stays_over_registration_by_the_same_and_by_another_process()
    {
        _scene.Change(new SetOverrideCommand(Id, Out));

        _scene.Change(Registering("a", Plain with { Port = 81 }));
        Assert.Equal(InstanceStatus.OutOfService, _scene["a"].Status);
        _scene.Change(Registering("a", incarnation: 9));
        Assert.Equal(InstanceStatus.OutOfService, _scene["a"].Status);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void An_override_waits_for_an_instance_that_is_gone(bool expired, bool restarted)
    {
        _scene.Change(new SetOverrideCommand(Id, Out));
        var set = _scene["a"].Override;
        if (expired)
        {
            Assert.Equal(ChangeKind.Expired, Assert.Single(_scene.Expire("a")).Kind);
        }
        else
        {
            _scene.Change(new DeregisterCommand(Id, RemovalReason.Evicted));
        }

        if (restarted)
        {
            _scene.Restart();
        }

        var change = _scene.Change(Registering("a"));

        Assert.Equal((set, set), (_scene["a"].Override, change.Override));
        Assert.Equal("registered under an override by ann", _scene["a"].StatusReason);
        Assert.Equal(InstanceStatus.OutOfService, change.NewStatus);
    }

    [Fact]
    public void An_override_of_an_instance_that_is_gone_can_be_cleared_once()
    {
        _scene.Change(new SetOverrideCommand(Id, Out));
        _scene.Change(new DeregisterCommand(Id, RemovalReason.Deregistered));

        var change = _scene.Change(new ClearOverrideCommand(Id));

        Assert.Equal((ChangeKind.Updated, Id), (change.Kind, change.InstanceId));
        Assert.Equal(RegistryErrorCode.InstanceNotFound, _scene.Refused(new ClearOverrideCommand(Id)).Code);
        _scene.Register("a");
        Assert.Null(_scene["a"].Override);
    }

    [Fact]
    public void An_override_of_one_id_leaves_the_others_alone()
    {
        _scene.Change(new SetOverrideCommand(Id, Out));

        Assert.Equal(InstanceStatus.Healthy, _scene["b"].Status);
    }

    [Fact]
    public void A_service_keeps_a_bounded_number_of_overrides()
    {
        var overrides = Enumerable.Range(0, ServiceState.MaxOverrides)
            .ToDictionary(i => InstanceId.Parse($"gone-{i}"), _ => new OperatorOverride(InstanceStatus.Unhealthy, "", "", Noon));
        var scene = new Scene(ServiceState.FromImage(_scene.State.ToImage() with { Overrides = overrides }));

        Assert.Equal(RegistryErrorCode.LimitExceeded, scene.Refused(new SetOverrideCommand(Id, Out)).Code);
        scene.Change(new ClearOverrideCommand(InstanceId.Parse("gone-5")));
        scene.Change(new SetOverrideCommand(Id, Out));
        scene.Change(new SetOverrideCommand(Id, Out with { Status = InstanceStatus.Healthy }));
    }
}
