using Orleans.Registry.Core;
using Orleans.Registry.Engine.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Engine.Tests.Owning;

public sealed class OwnerBatchTests
{
    private readonly OwnerLab _lab = new();

    [Fact]
    public async Task Commands_about_different_instances_that_wait_share_one_write()
    {
        var hold = _lab.Store.HoldNext();
        var first = _lab.Owner.ExecuteAsync(OwnerLab.Register("first"));
        var waiting = Enumerable.Range(0, 20).Select(i => _lab.Owner.ExecuteAsync(OwnerLab.Register($"i-{i}"))).ToList();

        hold.SetResult();
        var outcomes = await Eventually.ResultAsync(Task.WhenAll(waiting.Prepend(first)));

        Assert.Equal([1, 20], _lab.Store.Appends.Select(static a => a.Changes.Count));
        Assert.Equal(Enumerable.Range(1, 21).Select(static i => (long)i), outcomes.Select(static o => o.Position.Revision.Value));
        Assert.Equal(21, _lab.Owner.Published.Snapshot.Instances.Count);
    }

    [Fact]
    public async Task Commands_about_one_instance_are_decided_one_after_the_other()
    {
        var hold = _lab.Store.HoldNext();
        var outcomes = new[]
        {
            _lab.Owner.ExecuteAsync(OwnerLab.Register("one")),
            _lab.Owner.ExecuteAsync(OwnerLab.Update("one", 1)),
            _lab.Owner.ExecuteAsync(OwnerLab.Register("two")),
            _lab.Owner.ExecuteAsync(OwnerLab.Update("one", 2)),
            _lab.Owner.ExecuteAsync(OwnerLab.Update("one", 3)),
        };
        hold.SetResult();
        await Eventually.ResultAsync(Task.WhenAll(outcomes));

        Assert.Equal([1, 2, 1, 1], _lab.Store.Appends.Select(static a => a.Changes.Count));
        Assert.Equal([1, 2, 3], _lab.Host.Published.Where(static c => c.Kind == ChangeKind.Updated).Select(static c => c.After!.Details.Weight));
    }

    [Fact]
    public async Task A_command_about_the_service_has_a_write_of_its_own_in_its_place()
    {
        var hold = _lab.Store.HoldNext();
        Task<CommandOutcome>[] outcomes =
        [
            _lab.Owner.ExecuteAsync(OwnerLab.Register("one")),
            _lab.Owner.ExecuteAsync(OwnerLab.Register("two")),
            _lab.Owner.ExecuteAsync(new SetPolicyCommand(new ServicePolicy { MaxInstances = 2 }, 0, new DocumentChange())),
            _lab.Owner.ExecuteAsync(OwnerLab.Register("three")),
        ];
        hold.SetResult();

        var results = await Eventually.ResultAsync(Task.WhenAll(outcomes));

        Assert.Equal(RegistryErrorCode.LimitExceeded, results[3].Error?.Code);
        Assert.Equal([ChangeKind.Registered, ChangeKind.Registered, ChangeKind.PolicyChanged], _lab.Host.Published.Select(static c => c.Kind));
    }

    [Fact]
    public async Task A_refusal_among_commands_that_share_a_write_concerns_nobody_else()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("known"));
        var hold = _lab.Store.HoldNext();
        var first = _lab.Owner.ExecuteAsync(OwnerLab.Register("first"));

        // The turn before this one may only now be ending on another thread.
        await Eventually.TrueAsync(() => _lab.Store.Appends.Count == 2);
        Task<CommandOutcome>[] outcomes =
        [
            _lab.Owner.ExecuteAsync(OwnerLab.Register("a")),
            _lab.Owner.ExecuteAsync(OwnerLab.Update("nobody", 1)),
            _lab.Owner.ExecuteAsync(OwnerLab.Register("known")),
            _lab.Owner.ExecuteAsync(OwnerLab.Register("b")),
        ];
        hold.SetResult();

        await Eventually.ResultAsync(first);
        var results = await Eventually.ResultAsync(Task.WhenAll(outcomes));

        Assert.Equal([null, RegistryErrorCode.InstanceNotFound, null, null], results.Select(static r => r.Error?.Code));
        Assert.Equal(["a", "b", "first", "known"], _lab.Shown);
        Assert.Equal(2, _lab.Store.Appends[^1].Changes.Count);
        Assert.Null(results[2].Change);
    }

    [Fact]
    public async Task The_limit_of_instances_counts_those_that_are_decided_but_not_stored_yet()
    {
        await _lab.ExecuteAsync(new SetPolicyCommand(new ServicePolicy { MaxInstances = 3 }, 0, new DocumentChange()));
        var hold = _lab.Store.HoldNext();
        var outcomes = Enumerable.Range(0, 6).Select(i => _lab.Owner.ExecuteAsync(OwnerLab.Register($"i-{i}"))).ToList();
        hold.SetResult();

        var results = await Eventually.ResultAsync(Task.WhenAll(outcomes));

        Assert.Equal(3, results.Count(static r => r.Error is null));
        Assert.Equal(3, _lab.Owner.Published.Snapshot.Instances.Count);
    }

    [Fact]
    public async Task Commands_that_share_an_operation_id_are_not_decided_side_by_side()
    {
        var operation = OperationId.NewId();
        var hold = _lab.Store.HoldNext();
        var first = _lab.Owner.ExecuteAsync(OwnerLab.Register("first"));
        var second = _lab.Owner.ExecuteAsync(OwnerLab.Register("a", operation: operation));
        var third = _lab.Owner.ExecuteAsync(OwnerLab.Register("b", operation: operation));
        hold.SetResult();

        var results = await Eventually.ResultAsync(Task.WhenAll(first, second, third));

        Assert.Equal([null, null, RegistryErrorCode.OperationIdReused], results.Select(static r => r.Error?.Code));
        Assert.Equal(["a", "first"], _lab.Shown);
    }

    [Fact]
    public async Task A_write_is_bounded()
    {
        var hold = _lab.Store.HoldNext();
        var outcomes = Enumerable.Range(0, 1200).Select(i => _lab.Owner.ExecuteAsync(OwnerLab.Register($"i-{i}"))).ToList();
        hold.SetResult();
        await Eventually.ResultAsync(Task.WhenAll(outcomes));

        Assert.All(_lab.Store.Appends, static a => Assert.InRange(a.Changes.Count, 1, 512));
        Assert.Equal(4, _lab.Store.Appends.Count);
        Assert.Equal(1200, _lab.Owner.Published.Snapshot.Instances.Count);
    }

    [Fact]
    public async Task Every_write_names_the_claim_the_lineage_and_the_revision_before()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        await _lab.ExecuteAsync(OwnerLab.Register("b"));

        Assert.Equal([0L, 1L], _lab.Store.Appends.Select(static a => a.ExpectedRevision.Value));
        Assert.All(_lab.Store.Appends, static a => Assert.Equal((7L, 0xabcUL), (a.Token.Value, a.Epoch.Value)));
    }

    [Fact]
    public async Task Nothing_is_visible_before_the_store_has_it()
    {
        var hold = _lab.Store.HoldNext();
        var outcome = _lab.Owner.ExecuteAsync(OwnerLab.Register("a"));

        Assert.False(outcome.IsCompleted);
        Assert.Empty(_lab.Shown);
        Assert.Empty(_lab.Host.Entries);
        hold.SetResult();
        await Eventually.ResultAsync(outcome);
        Assert.Equal(["a"], _lab.Shown);
    }

    [Fact]
    public async Task An_image_holds_every_change_that_was_acknowledged_before_it_was_asked_for()
    {
        var hold = _lab.Store.HoldNext();
        var pending = _lab.Owner.ExecuteAsync(OwnerLab.Register("a"));
        var image = _lab.Owner.CaptureAsync();
        var later = _lab.Owner.ExecuteAsync(OwnerLab.Register("b"));
        hold.SetResult();

        Assert.Equal(1, (await Eventually.ResultAsync(image)).Revision.Value);
        await Eventually.ResultAsync(Task.WhenAll(pending, later));
    }
}
