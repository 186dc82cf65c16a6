using System.Collections.Concurrent;
using Orleans.Registry.Engine.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Engine.Tests.Owning;

/// <summary>Who does an owner's work, and when it ends.</summary>
public sealed class OwnerTurnTests
{
    private readonly OwnerLab _lab = new();

    [Fact]
    public async Task Whoever_comes_first_is_not_kept_to_do_the_work_of_all_who_come_after()
    {
        // The store answers at once, and each write brings the next command along.
        const int Chain = 1000;
        var caller = Environment.CurrentManagedThreadId;
        var isBack = false;
        var byCaller = 0;
        var others = new ConcurrentQueue<Task<CommandOutcome>>();
        _lab.Store.OnAppend = append =>
        {
            byCaller += Environment.CurrentManagedThreadId == caller && !isBack ? 1 : 0;
            if (others.Count < Chain)
            {
                others.Enqueue(_lab.Owner.ExecuteAsync(OwnerLab.Register($"i-{append.ExpectedRevision}")));
            }
        };

        var first = _lab.Owner.ExecuteAsync(OwnerLab.Register("first"));
        isBack = true;

        Assert.Equal(1, byCaller);
        await Eventually.ResultAsync(first);
        await Eventually.TrueAsync(() => _lab.Owner.Published.Snapshot.Revision.Value == Chain + 1);
    }

    [Fact]
    public async Task Turns_begin_where_the_host_wants_them()
    {
        List<Action> begun = [];
        _lab.Host.OnBegin = begun.Add;

        var first = _lab.Owner.ExecuteAsync(OwnerLab.Register("a"));
        var second = _lab.Owner.ExecuteAsync(OwnerLab.Register("b"));
        Assert.Empty(_lab.Store.Appends);
        Assert.Single(begun)();

        await Eventually.ResultAsync(Task.WhenAll(first, second));
        Assert.Equal(["a", "b"], _lab.Shown);
        await Eventually.TrueAsync(() =>
        {
            _ = _lab.Owner.ExecuteAsync(OwnerLab.Register("c"));
            return begun.Count > 1;
        });
    }

    [Fact]
    public async Task A_closed_owner_finishes_what_it_has_and_takes_no_more()
    {
        var hold = _lab.Store.HoldNext();
        var before = new[] { _lab.Owner.ExecuteAsync(OwnerLab.Register("a")), _lab.Owner.ExecuteAsync(OwnerLab.Register("b")) };

        var closing = _lab.Owner.CloseAsync();
        var after = _lab.Owner.ExecuteAsync(OwnerLab.Register("c"));
        Assert.Equal(RegistryErrorCode.NotReady, (await Eventually.ResultAsync(after)).Error?.Code);
        Assert.False(closing.IsCompleted);
        hold.SetResult();

        await Eventually.EndsAsync(closing);
        Assert.All(before, static o => Assert.Null(o.Result.Error));
        Assert.Equal(["a", "b"], _lab.Shown);
        Assert.Equal(2, (await Eventually.ResultAsync(_lab.Owner.CaptureAsync())).Revision.Value);
        await Eventually.EndsAsync(_lab.Owner.CloseAsync());
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_keep_an_owner_from_closing()
    {
        await _lab.ExecuteAsync(OwnerLab.Register("a"));
        _lab.Store.LoseNext();
        _lab.Store.OnLoad = static () => new StoreUnavailableException("away");
        var outcomes = Enumerable.Range(0, 5).Select(i => _lab.Owner.ExecuteAsync(OwnerLab.Update("a", i))).ToList();

        await Eventually.EndsAsync(_lab.Owner.CloseAsync());

        Assert.All(outcomes, static o => Assert.Equal(RegistryErrorCode.StoreUnavailable, o.Result.Error?.Code));
    }

    [Fact]
    public async Task Many_threads_lose_no_command_and_make_one_order()
    {
        const int Threads = 16;
        const int Each = 300;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                var outcome = await _lab.Owner.ExecuteAsync(OwnerLab.Register($"i-{t}", i));
                Assert.Null(outcome.Error);
                Assert.True(_lab.Owner.Published.Snapshot.Revision >= outcome.Position.Revision);
            }
        })));

        Assert.Equal(Threads * Each, _lab.Owner.Published.Snapshot.Revision.Value);
        Assert.Equal(Enumerable.Range(1, Threads * Each).Select(static i => (long)i), _lab.Host.Published.Select(static c => c.Revision.Value));
    }
}
