using static Orleans.Registry.Core.Tests.Scene;

namespace Orleans.Registry.Core.Tests.Services;

public sealed class SignalTests
{
    private readonly Scene _scene = new();

    [Fact]
    public void Ready_makes_a_starting_instance_healthy()
    {
        _scene.Change(Registering("a", status: InstanceStatus.Starting));
        _scene.Now += TimeSpan.FromSeconds(3);

        var change = _scene.Signal("a", InstanceSignal.Ready);

        Assert.Equal((ChangeKind.Healthy, InstanceStatus.Starting, InstanceStatus.Healthy), (change.Kind, change.OldStatus, change.NewStatus));
        Assert.Equal((_scene.Now, "reported ready"), (_scene["a"].StatusSince, _scene["a"].StatusReason));
    }

    [Fact]
    public void A_step_that_is_not_in_the_table_is_refused()
    {
        _scene.Register("a");
        _scene.Signal("a", InstanceSignal.CheckFailed, "db");

        Assert.Equal(RegistryErrorCode.InvalidTransition, _scene.Refused(Signalling("a", InstanceSignal.Ready)).Code);
        Assert.Equal(RegistryErrorCode.InvalidTransition, _scene.Refused(Signalling("a", InstanceSignal.Resume)).Code);
        Assert.Equal(RegistryErrorCode.InvalidTransition, _scene.Refused(Signalling("a", InstanceSignal.None)).Code);
    }

    [Fact]
    public void Repeating_a_report_changes_nothing()
    {
        _scene.Register("a");
        _scene.NoChange(Signalling("a", InstanceSignal.CheckPassed, "db"));
        _scene.Signal("a", InstanceSignal.CheckFailed, "db");

        _scene.NoChange(Signalling("a", InstanceSignal.CheckFailed, "db"));
    }

    [Fact]
    public void An_instance_is_healthy_again_once_no_check_fails_any_more()
    {
        _scene.Register("a");
        Assert.Equal(ChangeKind.Unhealthy, _scene.Signal("a", InstanceSignal.CheckFailed, "db").Kind);
        Assert.Equal(ChangeKind.Updated, _scene.Signal("a", InstanceSignal.CheckFailed, "disk").Kind);
        Assert.Equal(["db", "disk"], _scene["a"].FailingChecks);

        Assert.Equal(ChangeKind.Updated, _scene.Signal("a", InstanceSignal.CheckPassed, "db").Kind);
        Assert.Equal(InstanceStatus.Unhealthy, _scene["a"].Status);
        Assert.Contains("still failing: disk", _scene["a"].StatusReason, StringComparison.Ordinal);

        Assert.Equal(ChangeKind.Healthy, _scene.Signal("a", InstanceSignal.CheckPassed, "disk").Kind);
        Assert.Empty(_scene["a"].FailingChecks);
    }

    [Fact]
    public void A_pass_of_the_instance_as_a_whole_clears_all_checks()
    {
        _scene.Register("a");
        _scene.Signal("a", InstanceSignal.CheckFailed, "db");
        _scene.Signal("a", InstanceSignal.CheckFailed);

        _scene.Signal("a", InstanceSignal.CheckPassed);

        Assert.Equal((InstanceStatus.Healthy, 0), (_scene["a"].Status, _scene["a"].FailingChecks.Count));
    }

    [Fact]
    public void A_draining_instance_keeps_draining_whatever_its_checks_say()
    {
        _scene.Register("a");
        Assert.Equal(ChangeKind.Draining, _scene.Signal("a", InstanceSignal.Drain).Kind);
        _scene.NoChange(Signalling("a", InstanceSignal.Drain));

        _scene.Signal("a", InstanceSignal.CheckFailed, "db");
        _scene.Signal("a", InstanceSignal.CheckPassed, "db");

        Assert.Equal(InstanceStatus.Draining, _scene["a"].Status);
        Assert.Equal(ChangeKind.Healthy, _scene.Signal("a", InstanceSignal.Resume).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_drain_taken_back_does_not_heal_a_check_that_failed(bool failedBefore)
    {
        _scene.Register("a");
        if (failedBefore)
        {
            _scene.Signal("a", InstanceSignal.CheckFailed, "db");
        }

        _scene.Signal("a", InstanceSignal.Drain);
        if (!failedBefore)
        {
            _scene.Signal("a", InstanceSignal.CheckFailed, "db");
        }

        _scene.Signal("a", InstanceSignal.Resume);
        Assert.Equal(InstanceStatus.Unhealthy, _scene["a"].Status);
        Assert.Equal(["db"], _scene["a"].FailingChecks);

        _scene.Signal("a", InstanceSignal.CheckPassed, "db");
        Assert.Equal(InstanceStatus.Healthy, _scene["a"].Status);
    }

    [Fact]
    public void What_a_check_printed_is_part_of_the_reason()
    {
        _scene.Register("a");

        _scene.Change(new SignalCommand(InstanceId.Parse("a"), new HealthReport(InstanceSignal.CheckFailed, "db", "timeout after 5 s")));

        Assert.Equal("check 'db' failed: timeout after 5 s", _scene["a"].StatusReason);
    }

    [Fact]
    public void A_report_below_an_override_moves_what_is_reported_and_not_what_is_in_force()
    {
        _scene.Register("a");
        _scene.Change(new SetOverrideCommand(InstanceId.Parse("a"), new OverrideRequest(InstanceStatus.OutOfService, "disk", "ann")));
        var (since, reason) = (_scene["a"].StatusSince, _scene["a"].StatusReason);
        _scene.Now += TimeSpan.FromMinutes(1);

        var change = _scene.Signal("a", InstanceSignal.CheckFailed, "db");

        Assert.Equal((ChangeKind.Updated, InstanceStatus.OutOfService), (change.Kind, change.NewStatus));
        Assert.Equal((InstanceStatus.Unhealthy, since, reason), (_scene["a"].ReportedStatus, _scene["a"].StatusSince, _scene["a"].StatusReason));
    }
}
