using static Orleans.Registry.Core.Tests.Scene;

namespace Orleans.Registry.Core.Tests.Services;

/// <summary>P11: expiry, the protection budget, holds and their end.</summary>
public sealed class ExpiryTests
{
    private static readonly string[] Ten = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    private readonly Scene _scene = new();

    [Fact]
    public void Expired_lease_removes_the_instance_once()
    {
        _scene.Register("a", "b");
        var entry = _scene.Entry("a");

        var change = Assert.Single(_scene.Expire("a"));

        Assert.Equal((ChangeKind.Expired, RemovalReason.Expired), (change.Kind, change.Reason));
        Assert.True(entry.IsGone);
        _scene.NoChange(new ExpireCommand([InstanceId.Parse("a")]));
    }

    [Fact]
    public void A_lease_that_is_open_is_not_expired()
    {
        _scene.Register("a");
        _scene.Entry("a").Rearm(0);
        Assert.True(_scene.Entry("a").TryClose(0));
        _scene.Entry("a").Rearm(100);

        _scene.NoChange(new ExpireCommand([InstanceId.Parse("a")]));
    }

    [Fact]
    public void Of_ten_that_fall_silent_four_are_removed_and_six_held()
    {
        _scene.Register(Ten);

        var changes = _scene.Expire(Ten);

        Assert.Equal(["a", "b", "c", "d"], changes.Where(c => c.Kind == ChangeKind.Expired).Select(c => c.InstanceId.Value));
        Assert.Equal(["e", "f", "g", "h", "i", "j"], changes.Where(c => c.Kind == ChangeKind.Unhealthy).Select(c => c.InstanceId.Value));
        Assert.Equal(Enumerable.Range(11, 10).Select(r => new Revision(r)), changes.Select(c => c.Revision));
        Assert.All(changes.Where(c => c.After is not null), c => Assert.Equal((InstanceStatus.Unhealthy, (DateTimeOffset?)Noon), (c.After!.Status, c.After.LapsedAt)));
    }

    [Fact]
    public void While_instances_are_held_the_service_says_so()
    {
        _scene.Register(Ten);
        Assert.Null(_scene.State.ToSnapshot().Protection);
        _scene.Expire(Ten[..5]);
        _scene.Now += TimeSpan.FromSeconds(10);
        _scene.Expire("f");

        var protection = _scene.State.ToSnapshot().Protection;

        Assert.Equal((2, Noon, _scene.Now + ServicePolicy.Default.Protection.MaxHold), (protection!.Held, protection.Since, protection.Until));
        Assert.Contains("2 of 6 instances", protection.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Protection_ends_when_the_last_held_instance_is_heard_of_or_removed()
    {
        _scene.Register(Ten);
        _scene.Expire(Ten[..6]);
        _scene.Change(new RecoverCommand(InstanceId.Parse("e")));
        Assert.Equal(1, _scene.State.ToSnapshot().Protection?.Held);

        var change = Assert.Single(_scene.Expire("f"));

        Assert.Equal((ChangeKind.Expired, "lease ran out; hold used up"), (change.Kind, change.Cause));
        Assert.Null(_scene.State.ToSnapshot().Protection);
    }

    [Theory]
    [InlineData(InstanceStatus.Healthy, false, InstanceStatus.Healthy)]
    [InlineData(InstanceStatus.Healthy, true, InstanceStatus.Unhealthy)]
    [InlineData(InstanceStatus.Starting, false, InstanceStatus.Starting)]
    [InlineData(InstanceStatus.Starting, true, InstanceStatus.Unhealthy)]
    public void A_held_instance_that_is_heard_of_is_what_it_was(InstanceStatus status, bool checkFails, InstanceStatus expected)
    {
        HoldOne(status, checkFails);
        Assert.NotEqual(InstanceStatus.Healthy, _scene["x"].Status);
        Assert.NotNull(_scene["x"].LapsedAt);

        var change = _scene.Change(new RecoverCommand(InstanceId.Parse("x")));

        Assert.Equal((expected, (DateTimeOffset?)null), (_scene["x"].Status, _scene["x"].LapsedAt));
        Assert.Equal("heard of again", change.Cause);
        _scene.NoChange(new RecoverCommand(InstanceId.Parse("x")));
    }

    [Theory]
    [InlineData(InstanceStatus.Healthy, InstanceSignal.Ready, InstanceStatus.Healthy)]
    [InlineData(InstanceStatus.Starting, InstanceSignal.Ready, InstanceStatus.Healthy)]
    [InlineData(InstanceStatus.Healthy, InstanceSignal.CheckPassed, InstanceStatus.Healthy)]
    [InlineData(InstanceStatus.Healthy, InstanceSignal.CheckFailed, InstanceStatus.Unhealthy)]
    [InlineData(InstanceStatus.Healthy, InstanceSignal.Drain, InstanceStatus.Draining)]
    public void A_held_instance_may_report_as_if_it_had_never_been_held(InstanceStatus status, InstanceSignal signal, InstanceStatus expected)
    {
        HoldOne(status, checkFails: false);

        _scene.Signal("x", signal);

        Assert.Equal((expected, (DateTimeOffset?)null), (_scene["x"].Status, _scene["x"].LapsedAt));
        Assert.Null(_scene.State.ToSnapshot().Protection);
    }

    [Fact]
    public void A_held_instance_that_registers_again_is_held_no_more()
    {
        HoldOne(InstanceStatus.Healthy, checkFails: false);

        _scene.Change(Registering("x"));

        Assert.Equal((InstanceStatus.Healthy, (DateTimeOffset?)null), (_scene["x"].Status, _scene["x"].LapsedAt));
    }

    [Fact]
    public void An_update_or_an_override_is_no_sign_of_life()
    {
        HoldOne(InstanceStatus.Healthy, checkFails: false);

        _scene.Change(new UpdateCommand(InstanceId.Parse("x"), new InstanceUpdate { Weight = 1 }));
        _scene.Change(new SetOverrideCommand(InstanceId.Parse("x"), new OverrideRequest(InstanceStatus.OutOfService)));
        _scene.Change(new ClearOverrideCommand(InstanceId.Parse("x")));

        Assert.Equal((InstanceStatus.Unhealthy, Noon), (_scene["x"].Status, _scene["x"].LapsedAt));
    }

    [Fact]
    public void A_hold_below_an_override_changes_no_status_and_says_so()
    {
        _scene.Register(Ten);
        _scene.Change(new SetOverrideCommand(InstanceId.Parse("e"), new OverrideRequest(InstanceStatus.OutOfService)));

        var hold = _scene.Expire(Ten[..5])[^1];

        Assert.Equal((ChangeKind.Updated, InstanceStatus.OutOfService, InstanceStatus.Unhealthy), (hold.Kind, hold.NewStatus, hold.After!.ReportedStatus));
        Assert.Equal(1, _scene.State.ToSnapshot().Protection?.Held);
    }

    [Fact]
    public void A_draining_instance_is_expected_to_go_and_is_never_held()
    {
        _scene.Register(Ten);
        Array.ForEach(Ten, id => _scene.Signal(id, InstanceSignal.Drain));

        Assert.All(_scene.Expire(Ten), c => Assert.Equal(ChangeKind.Expired, c.Kind));
    }

    [Fact]
    public void A_single_instance_may_always_go()
    {
        _scene.Register("a");

        Assert.Equal(ChangeKind.Expired, Assert.Single(_scene.Expire("a")).Kind);
    }

    [Fact]
    public void Without_protection_all_may_go()
    {
        _scene.SetPolicy(new ServicePolicy { Protection = new ProtectionPolicy { Enabled = false } });
        _scene.Register(Ten);

        Assert.All(_scene.Expire(Ten), c => Assert.Equal(ChangeKind.Expired, c.Kind));
    }

    [Fact]
    public void The_budget_comes_back_as_the_window_moves_on()
    {
        _scene.Register(Ten);
        _scene.Expire("a", "b", "c", "d");
        _scene.Now += TimeSpan.FromSeconds(59.9);
        Assert.Equal(ChangeKind.Unhealthy, Assert.Single(_scene.Expire("e")).Kind);

        _scene.Now += TimeSpan.FromSeconds(0.1);

        Assert.Equal(ChangeKind.Expired, Assert.Single(_scene.Expire("f")).Kind);
    }

    [Fact]
    public void Removals_by_the_programs_themselves_cost_no_budget()
    {
        _scene.Register(Ten);
        Array.ForEach(Ten[..5], id => _scene.Change(new DeregisterCommand(InstanceId.Parse(id), RemovalReason.Deregistered)));

        Assert.Equal(ChangeKind.Expired, Assert.Single(_scene.Expire("f")).Kind);
    }

    [Fact]
    public void A_restart_does_not_refill_the_budget()
    {
        _scene.Register(Ten);
        _scene.Expire("a", "b", "c", "d");
        _scene.Now += TimeSpan.FromSeconds(5);

        _scene.Restart();

        Assert.Equal(ChangeKind.Unhealthy, Assert.Single(_scene.Expire("e")).Kind);
    }

    [Fact]
    public void A_longer_window_counts_what_a_shorter_one_had_left_behind_also_after_a_restart()
    {
        ServicePolicy Window(int seconds) => new() { Protection = new ProtectionPolicy { MaxExpiredShare = 0.3, Window = TimeSpan.FromSeconds(seconds) } };
        _scene.SetPolicy(Window(10));
        _scene.Register(Ten);
        _scene.Expire("a", "b");
        _scene.Now += TimeSpan.FromSeconds(20);
        _scene.Expire("c");
        _scene.SetPolicy(Window(60));
        var restarted = new Scene(ServiceState.FromImage(_scene.State.ToImage())) { Now = _scene.Now };

        Assert.Equal(ChangeKind.Unhealthy, Assert.Single(restarted.Expire("d")).Kind);
        Assert.Equal(ChangeKind.Unhealthy, Assert.Single(_scene.Expire("d")).Kind);
    }

    [Fact]
    public void Held_instances_stay_held_over_a_restart()
    {
        HoldOne(InstanceStatus.Healthy, checkFails: false);

        _scene.Restart();

        Assert.Equal(1, _scene.State.ToSnapshot().Protection?.Held);
        Assert.Equal(Noon, _scene["x"].LapsedAt);
    }

    private void HoldOne(InstanceStatus status, bool checkFails)
    {
        _scene.Register(Ten[..4]);
        _scene.Change(Registering("x", status: status));
        if (checkFails)
        {
            _scene.Signal("x", InstanceSignal.CheckFailed, "db");
        }

        _scene.Expire("a", "b");
        _scene.Expire("x");
    }
}
