using Orleans.Registry.Core;
using Orleans.Registry.Engine.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Engine.Tests.Owning;

/// <summary>What an owner does when its store does not do what it should.</summary>
public sealed class OwnerStoreTests
{
    private readonly OwnerLab _lab = new();

    [Fact]
    public async Task A_write_that_was_lost_is_not_known_and_its_repeat_is_applied_once()
    {
        var operation = OperationId.NewId();
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        _lab.Store.LoseNext();

        var lost = await _lab.ExecuteAsync(OwnerLab.Update("a", 5, operation));
        Assert.Equal(RegistryErrorCode.StoreUnavailable, lost.Error?.Code);
        Assert.NotNull(lost.Error!.RetryAfter);
        Assert.Equal(1, _lab.Owner.Published.Snapshot.Revision.Value);
        var repeated = await _lab.ExecuteAsync(OwnerLab.Update("a", 5, operation));

        Assert.Equal((2L, false), (repeated.Position.Revision.Value, repeated.IsReplay));
        Assert.Equal(5, _lab.Owner.Published.Snapshot.Instances[0].Details.Weight);
    }

    [Fact]
    public async Task A_write_whose_reply_was_lost_is_found_and_its_repeat_changes_nothing()
    {
        var operation = OperationId.NewId();
        _lab.Store.LoseNextReply();
        Assert.Equal(RegistryErrorCode.StoreUnavailable, (await _lab.ExecuteAsync(OwnerLab.Register("a", operation: operation))).Error?.Code);
        Assert.Empty(_lab.Shown);

        var repeated = await _lab.ExecuteAsync(OwnerLab.Register("a", operation: operation));

        Assert.Equal((1L, true), (repeated.Position.Revision.Value, repeated.IsReplay));
        Assert.Equal(["a"], _lab.Shown);
        Assert.Contains(InstanceId.Parse("a"), _lab.Host.Entries.Keys);
        Assert.Contains(_lab.Host.Armed, static a => a.Id == InstanceId.Parse("a"));
        Assert.Equal(RenewalOutcome.Renewed, _lab.Host.Entries[InstanceId.Parse("a")].Renew(0));
    }

    [Fact]
    public async Task A_write_that_arrives_after_it_was_given_up_is_taken_in_and_the_next_is_decided_on_top_of_it()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        var operation = OperationId.NewId();
        var deliver = _lab.Store.DelayNext();
        await _lab.ExecuteAsync(OwnerLab.Update("a", 5, operation));

        // It is read back without the write, which arrives right before the next one is sent.
        _lab.Store.Next(append =>
        {
            deliver();
            return new(_lab.Store.Store(append));
        });
        var next = await _lab.ExecuteAsync(OwnerLab.Register("b"));
        var repeated = await _lab.ExecuteAsync(OwnerLab.Update("a", 5, operation));

        Assert.Null(next.Error);
        Assert.Equal(3, next.Position.Revision.Value);
        Assert.Equal((2L, true), (repeated.Position.Revision.Value, repeated.IsReplay));
        Assert.Equal([1L, 2L, 3L], _lab.Host.Published.Select(static c => c.Revision.Value));
    }

    [Fact]
    public async Task A_service_with_another_writer_is_not_ready()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        for (var i = 0; i < 3; i++)
        {
            _lab.Store.Next(static _ => new(AppendStatus.RevisionConflict));
        }

        Assert.Equal(RegistryErrorCode.NotReady, (await _lab.ExecuteAsync(OwnerLab.Register("b"))).Error?.Code);
        Assert.Equal(4, _lab.Store.Appends.Count);
        Assert.Null((await _lab.ExecuteAsync(OwnerLab.Register("b"))).Error);
    }

    [Fact]
    public async Task An_owner_that_is_fenced_acknowledges_nothing_and_says_so_to_its_host()
    {
        _lab.Store.Next(static _ => new(AppendStatus.Fenced));

        var outcome = await _lab.ExecuteAsync(OwnerLab.Register("a"));

        Assert.Equal(RegistryErrorCode.Fenced, outcome.Error?.Code);
        Assert.Equal(1, _lab.Host.Fenced);
        Assert.Empty(_lab.Shown);
    }

    [Fact]
    public async Task An_owner_writes_nothing_before_it_has_read_back_what_it_does_not_know()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        _lab.Store.LoseNextReply();
        await _lab.ExecuteAsync(OwnerLab.Register("b"));
        _lab.Store.OnLoad = static () => new StoreUnavailableException("away");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RegistryErrorCode.StoreUnavailable, (await _lab.ExecuteAsync(OwnerLab.Register("c"))).Error?.Code);
        }

        Assert.Equal(2, _lab.Store.Appends.Count);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Eventually.ResultAsync(_lab.Owner.CaptureAsync()));
        _lab.Store.OnLoad = null;
        Assert.Equal(3, (await _lab.ExecuteAsync(OwnerLab.Register("c"))).Position.Revision.Value);
        Assert.Equal(["a", "b", "c"], _lab.Shown);
    }

    [Fact]
    public async Task A_bug_in_the_store_fails_who_waits_for_it_and_nobody_after()
    {
        var hold = _lab.Store.HoldNext();
        var first = _lab.Owner.ExecuteAsync(OwnerLab.Register("first"));
        _lab.Store.Next(static _ => throw new InvalidOperationException("bug"));
        var failing = new[] { _lab.Owner.ExecuteAsync(OwnerLab.Register("a")), _lab.Owner.ExecuteAsync(OwnerLab.Register("b")) };
        hold.SetResult();

        await Eventually.ResultAsync(first);
        foreach (var outcome in failing)
        {
            Assert.Equal("bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => Eventually.ResultAsync(outcome))).Message);
        }

        Assert.Null((await _lab.ExecuteAsync(OwnerLab.Register("c"))).Error);
        Assert.Equal(["c", "first"], _lab.Shown);
    }

    [Fact]
    public async Task Changes_that_were_applied_but_not_shown_are_shown_when_the_service_is_read_back()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        _lab.Host.FailNextPublication = new InvalidOperationException("bug");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _lab.ExecuteAsync(OwnerLab.Register("b")));

        // Changes nothing by itself.
        await _lab.ExecuteAsync(OwnerLab.Register("a"));

        Assert.Equal(2, _lab.Owner.Published.Snapshot.Revision.Value);
        Assert.Equal(["a", "b"], _lab.Shown);
    }

    [Fact]
    public async Task A_store_that_has_forgotten_a_service_takes_no_more_of_it()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        _lab.Store.LoseNext();
        await _lab.ExecuteAsync(OwnerLab.Register("b"));
        _lab.Store.Replace(OwnerLab.Orders, null);

        Assert.Equal(RegistryErrorCode.StoreUnavailable, (await _lab.ExecuteAsync(OwnerLab.Register("c"))).Error?.Code);
        Assert.Equal(["a"], _lab.Shown);
    }

    [Fact]
    public async Task A_service_of_another_lineage_is_taken_over_whole_with_fresh_leases()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("old"));
        await _lab.ExecuteAsync(OwnerLab.Register("both"));
        var held = _lab.Owner.Published.Snapshot;
        var other = new OwnerLab();
        await other.ExecuteAsync(OwnerLab.Register("both"));
        await other.ExecuteAsync(OwnerLab.Register("new", ttl: TimeSpan.FromSeconds(77)));
        _lab.Store.LoseNext();
        await _lab.ExecuteAsync(OwnerLab.Update("old", 1));
        _lab.Store.Replace(OwnerLab.Orders, await other.Owner.CaptureAsync() with { Epoch = new Epoch(0xdef) });

        Assert.Equal(RegistryErrorCode.InstanceNotFound, (await _lab.ExecuteAsync(OwnerLab.Update("old", 1))).Error?.Code);

        Assert.Equal(["both", "new"], _lab.Shown);
        Assert.NotEqual(held.Epoch, _lab.Owner.Published.Snapshot.Epoch);
        Assert.Equal(["both", "new"], _lab.Host.Entries.Keys.Select(static k => k.Value).Order(StringComparer.Ordinal));
        Assert.Contains((InstanceId.Parse("new"), TimeSpan.FromSeconds(77)), _lab.Host.Armed);
        Assert.Equal(new Epoch(0xdef), (await _lab.ExecuteAsync(OwnerLab.Register("next"))).Position.Epoch);
    }

    public static TheoryData<string> Faults => new() { "lost", "not read back", "bug", "conflict", "bug in reading back" };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_lease_whose_end_could_not_be_stored_is_open_again_and_ends_later(string fault)
    {
        await _lab.ExecuteAsync(new SetPolicyCommand(new ServicePolicy { Protection = new ProtectionPolicy { Enabled = false } }, 0, new DocumentChange()));
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        await _lab.ExecuteAsync(OwnerLab.Register("b"));
        var entry = _lab.Host.Entries[InstanceId.Parse("a")];
        await BreakAsync(fault);

        await Task.WhenAny(_lab.ExpireAsync("a", "b"));

        await Eventually.TrueAsync(() => !entry.IsClosed);
        Assert.Equal(RenewalOutcome.Renewed, entry.Renew(0));
        Assert.Equal((InstanceId.Parse("b"), TimeSpan.FromSeconds(1)), _lab.Host.Armed.Last());
        _lab.Store.OnLoad = null;
        Assert.Null((await _lab.ExpireAsync("a", "b")).Error);
        Assert.Empty(_lab.Shown);
    }

    private async Task BreakAsync(string fault)
    {
        switch (fault)
        {
            case "lost":
                _lab.Store.LoseNext();
                break;
            case "bug":
                _lab.Store.Next(static _ => throw new InvalidOperationException("bug"));
                break;
            case "conflict":
                for (var i = 0; i < 3; i++)
                {
                    _lab.Store.Next(static _ => new(AppendStatus.RevisionConflict));
                }

                break;
            default:
                _lab.Store.LoseNext();
                await _lab.ExecuteAsync(OwnerLab.Update("a", 1));
                _lab.Store.OnLoad = () => fault == "not read back" ? new StoreUnavailableException("away") : new InvalidOperationException("bug");
                break;
        }
    }
}
