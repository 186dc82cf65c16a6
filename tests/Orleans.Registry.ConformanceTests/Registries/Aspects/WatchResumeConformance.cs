using Orleans.Registry.ConformanceTests.Registries.Checking;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Watching with a log that keeps only 16 changes: what was missed is told as a snapshot, never passed over (P3).</summary>
public abstract class WatchResumeConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private const int Kept = 16;

    /// <inheritdoc/>
    protected override RegistrySetup Setup { get; } = new() { LogCapacity = Kept };

    [ServerFact]
    public async Task A_reader_that_comes_back_from_before_history_gets_a_snapshot_to_compare_with()
    {
        await RegisterAsync("stays");
        await RegisterAsync("changes");
        await RegisterAsync("goes");
        var held = await ReadAsync();
        await Registry.DeregisterAsync(Sample.Id("goes"), cancellationToken: Limit);
        await RegisterAsync("comes");
        await ChangeAsync("changes", Kept + 1);

        await using var watch = OpenWatch(Sample.Watch(Orders, held.Position));
        var snapshot = await watch.NextSnapshotAsync();

        Assert.Equal(SnapshotReason.HistoryGone, snapshot.Reason);
        var difference = SnapshotDifference.Between(held.Instances, held.Epoch, snapshot.Snapshot!);
        Assert.Equal("comes", Assert.Single(difference.Added).Id.Value);
        Assert.Equal("changes", Assert.Single(difference.Changed).Id.Value);
        Assert.Equal("goes", Assert.Single(difference.Removed).Id.Value);
        watch.Ask();
        await RegisterAsync("next");
        Assert.Equal(Sample.Id("next"), (await watch.NextChangeAsync()).InstanceId);
    }

    [ServerFact]
    public async Task The_oldest_revision_that_is_kept_is_the_last_one_to_go_on_from_without_a_snapshot()
    {
        await RegisterAsync("orders-1");
        await ChangeAsync("orders-1", 2 * Kept);
        var page = (await Registry.GetHistoryAsync(Orders, (await ReadAsync()).Revision, 1, Limit)).GetValueOrThrow();
        var oldest = page.OldestRevision.Value;
        Assert.InRange(oldest, 2, page.LastRevision.Value - Kept + 1);

        await using var within = OpenWatch(Sample.Watch(Orders, new ServicePosition(page.Epoch, new Revision(oldest - 1))));
        await using var beyond = OpenWatch(Sample.Watch(Orders, new ServicePosition(page.Epoch, new Revision(oldest - 2))));

        Assert.Equal(oldest, (await within.NextChangeAsync()).Revision.Value);
        Assert.Equal(SnapshotReason.HistoryGone, (await beyond.NextSnapshotAsync()).Reason);
    }

    [ServerFact]
    public async Task A_reader_of_another_epoch_is_told_that_history_was_lost()
    {
        var registered = await RegisterAsync("orders-1");
        var other = new ServicePosition(new Epoch(registered.Position.Epoch.Value ^ 0xff), registered.Position.Revision);

        await using var watch = OpenWatch(Sample.Watch(Orders, other));

        Assert.Equal(SnapshotReason.EpochChanged, (await watch.NextSnapshotAsync()).Reason);
        await RegisterAsync("orders-2");
        await watch.NextChangeAsync();
    }

    [ServerFact]
    public async Task A_reader_that_claims_to_hold_the_future_is_set_right_and_must_confirm_anew()
    {
        var registered = await RegisterAsync("orders-1");
        var future = registered.Position with { Revision = new Revision(1000) };
        await using var watch = OpenWatch(Sample.Watch(Orders, future) with { WatcherName = "web" });
        Assert.Equal(SnapshotReason.HistoryGone, (await watch.NextSnapshotAsync()).Reason);
        watch.Ask();

        // It has asked for the drain and is given it, but until it asks again nobody may say that it took it in.
        var drain = (await Registry.DrainAsync(Sample.Id("orders-1"), TimeSpan.FromMilliseconds(300), default, Limit)).GetValueOrThrow();

        Assert.Equal(["web"], drain.Late);
        await watch.NextChangeAsync();
        watch.Ask();
        Assert.True((await Registry.GetDrainAsync(Sample.Id("orders-1"), TimeSpan.FromMinutes(1), Limit)).GetValueOrThrow().IsComplete);
    }

    [ServerFact]
    public async Task A_slow_reader_ends_up_with_what_a_fast_one_knows()
    {
        await RegisterAsync("orders-1");
        var slow = await RecordAsync();
        var fast = await RecordAsync();
        await slow.ReachesAsync(Orders, new Revision(1));
        for (var round = 0; round < 3; round++)
        {
            slow.Pause();
            await ChangeAsync("orders-1", 40 * Kept);
            slow.Continue();
            var snapshot = await ReadAsync();
            await fast.ShowsAsync(snapshot);
            await slow.ShowsAsync(snapshot);
            await ChangeAsync("orders-1", 3);
            await slow.ShowsAsync(await ReadAsync());
        }
    }

    [ServerFact]
    public async Task Readers_that_come_and_go_while_it_changes_miss_nothing()
    {
        await RegisterAsync("orders-1");
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        var readers = Enumerable.Range(0, 8).Select(seed => Task.Run(() => ComeAndGoAsync(new Random(seed), done.Token))).ToList();

        await ChangeAsync("orders-1", 600);
        await done.CancelAsync();

        var final = await ReadAsync();
        foreach (var holds in await Task.WhenAll(readers))
        {
            await using var watch = OpenWatch(Sample.Watch(Orders, holds));
            while (watch.Mirror.Position(Orders) != final.Position)
            {
                await watch.NextAsync();
            }
        }
    }

    private async Task<ServicePosition> ComeAndGoAsync(Random random, CancellationToken done)
    {
        var holds = (await ReadAsync()).Position;
        while (!done.IsCancellationRequested)
        {
            await using var watch = new WatchReader(Registry, Sample.Watch(Orders, holds), done);
            try
            {
                for (var left = random.Next(1, 30); left > 0; left--)
                {
                    holds = (await watch.NextAsync()).Position;
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return holds;
    }

    // Not in step with the watch: some of it waits in the mailbox together.
    private async Task ChangeAsync(string id, int times)
    {
        var weight = (await ReadAsync(Sample.Id(id))).Details.Weight;
        for (var i = 1; i <= times; i++)
        {
            (await Registry.UpdateAsync(Sample.Id(id), new InstanceUpdate { Weight = (weight + i) % 10_000 }, default, Limit)).GetValueOrThrow();
        }
    }
}
