using Orleans.Registry.Core;

namespace Orleans.Registry.Engine.Tests.Leases;

public sealed class LeaseRearmTests
{
    private readonly LeaseScene _scene = new();

    [Fact]
    public async Task A_shorter_ttl_holds_from_now_on_also_when_it_is_found_by_reading_the_service_back()
    {
        await _scene.Register("a", ttl: 60);
        _scene.Store.LoseNextReply();
        Assert.Equal(RegistryErrorCode.StoreUnavailable, (await _scene.Register("a", ttl: 10)).Error?.Code);
        _scene.Forget();

        await _scene.Do(new UpdateCommand(InstanceId.Parse("nobody"), new InstanceUpdate { Weight = 3 }));

        Assert.Equal(10, _scene.Seconds("a"));
    }

    [Fact]
    public async Task A_hold_that_ended_unheard_gives_its_instance_a_ttl_and_not_the_rest_of_the_hold()
    {
        await HoldAsync("a", ttl: 10, hold: 300);
        _scene.Store.LoseNextReply();
        await _scene.Do(new RecoverCommand(InstanceId.Parse("a")));
        _scene.Forget();

        await _scene.Do(new UpdateCommand(InstanceId.Parse("nobody"), new InstanceUpdate { Weight = 3 }));

        Assert.Null(_scene.Entry("a").Instance.LapsedAt);
        Assert.Equal(10, _scene.Seconds("a"));
    }

    [Fact]
    public async Task A_hold_that_began_unheard_lasts_as_long_as_any_other()
    {
        await _scene.HoldFor(300);
        await _scene.Register("a", ttl: 10);
        _scene.Store.LoseNextReply();
        await _scene.RunOut("a");

        await _scene.Do(new UpdateCommand(InstanceId.Parse("nobody"), new InstanceUpdate { Weight = 3 }));

        Assert.NotNull(_scene.Entry("a").Instance.LapsedAt);
        Assert.Equal(300, _scene.Seconds("a"));
    }

    [Fact]
    public async Task A_repeat_of_what_was_done_before_a_hold_does_not_move_the_end_of_the_hold()
    {
        var operation = new OperationId(Guid.Parse("11111111-1111-1111-1111-111111111111"));
        await _scene.HoldFor(300);
        await _scene.Register("a", ttl: 10, operation);
        await _scene.RunOut("a");
        Assert.Equal(300, _scene.Seconds("a"));

        Assert.True((await _scene.Register("a", ttl: 10, operation)).IsReplay);

        Assert.Equal(300, _scene.Seconds("a"));
    }

    [Fact]
    public async Task A_registration_that_changes_nothing_starts_the_lease_anew()
    {
        await _scene.Register("a", ttl: 10);
        _scene.Forget();

        await _scene.Register("a", ttl: 10);

        Assert.Equal(10, _scene.Seconds("a"));
    }

    [Fact]
    public async Task A_shorter_hold_ends_the_holds_that_have_begun_when_readers_are_told_that_they_end()
    {
        await HoldAsync("a", ttl: 10, hold: 300);
        _scene.Clock.Advance(TimeSpan.FromSeconds(20));

        await _scene.HoldFor(100);

        Assert.Equal(80, _scene.Seconds("a"));
        Assert.Equal(_scene.Clock.GetUtcNow().AddSeconds(80), _scene.Owner.Published.Snapshot.Protection!.Until);
    }

    [Fact]
    public async Task A_hold_that_should_be_over_already_leaves_a_ttl_to_be_heard_in()
    {
        await HoldAsync("a", ttl: 10, hold: 300);
        _scene.Clock.Advance(TimeSpan.FromSeconds(200));

        await _scene.HoldFor(100);

        Assert.Equal(10, _scene.Seconds("a"));
    }

    [Fact]
    public async Task A_policy_that_leaves_holds_as_they_are_moves_no_lease()
    {
        await HoldAsync("a", ttl: 10, hold: 300);
        _scene.Forget();

        await _scene.Do(new SetPolicyCommand(
            new ServicePolicy { MaxInstances = 9, Protection = new ProtectionPolicy { MaxHold = TimeSpan.FromSeconds(300) } }, 0, new DocumentChange()));

        Assert.Null(_scene.Armed("a"));
    }

    private async Task HoldAsync(string id, int ttl, int hold)
    {
        await _scene.HoldFor(hold);
        await _scene.Register(id, ttl);
        await _scene.RunOut(id);
        Assert.NotNull(_scene.Entry(id).Instance.LapsedAt);
        Assert.Equal(hold, _scene.Seconds(id));
    }
}
