using Orleans.Registry.Engine.Tests.Leases;

namespace Orleans.Registry.Engine.Tests.Watching;

/// <summary>A reader who was served by an owner that is ahead, and has come back to one that does not know yet.</summary>
public sealed class ReaderAheadTests
{
    private readonly LeaseScene _scene = new();

    [Fact]
    public async Task A_reader_who_is_ahead_is_not_led_back()
    {
        await _scene.Register("a", ttl: 10);
        var there = _scene.Owner.Published.Snapshot.Position;

        Assert.False(Subscribe(there with { Revision = there.Revision.Plus(3) }).TryNext(out _));
    }

    [Fact]
    public async Task A_reader_who_was_ahead_goes_on_with_the_change_after_the_one_it_holds()
    {
        await _scene.Register("a", ttl: 10);
        var there = _scene.Owner.Published.Snapshot.Position;
        var subscription = Subscribe(there with { Revision = there.Revision.Next });
        await _scene.Register("b", ttl: 10);
        Assert.False(subscription.TryNext(out _));

        await _scene.Register("c", ttl: 10);

        Assert.True(subscription.TryNext(out var next));
        Assert.Equal("c", next.Change?.InstanceId.Value);
        Assert.False(subscription.TryNext(out _));
    }

    [Fact]
    public async Task A_reader_of_another_lineage_gets_the_service_whole_however_far_it_was()
    {
        await _scene.Register("a", ttl: 10);

        Assert.True(Subscribe(new ServicePosition(new Epoch(99), new Revision(1000))).TryNext(out var next));

        Assert.Equal(SnapshotReason.EpochChanged, next.Reason);
    }

    private WatchSubscription Subscribe(ServicePosition from)
    {
        var target = new WatchTarget(_scene.Owner.Name, from);
        var watcher = new Watcher(new WatchRequest { Targets = [target] }, "w", _scene.Clock, _ => _scene.Owner);
        return watcher.TryGet(target.Service, out var subscription) ? subscription! : throw new InvalidOperationException("No subscription.");
    }
}
