using System.Runtime.CompilerServices;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.Embedded.Journal;
using Orleans.Registry.Embedded.Tests.Journal.Simulation;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>Snapshots in place of old segments, while appends go on.</summary>
public sealed class JournalCompactionTests
{
    [Fact]
    public async Task Appends_go_on_while_old_segments_become_snapshots_and_nothing_is_lost()
    {
        using var lab = new JournalLab();
        var before = await lab.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(s => Task.Run(() => WriteAsync(before, $"service-{s}", 150))));
        var compactor = ((JournalRegistryStore)before.Store).Compactor;
        await compactor.Running;
        Assert.True(compactor.Completed > 1, $"{compactor.Completed} compactions");
        Assert.Single(lab.Snapshots);
        using var crashed = lab.Crashed();
        await before.DisposeAsync();

        foreach (var journal in (JournalLab[])[crashed, lab])
        {
            await using var after = await journal.OpenAsync();
            foreach (var script in before.Scripts)
            {
                RecordAssert.Same(script.Image(int.MaxValue), after.Script(script.Service.Value).Image(int.MaxValue), leastLog: 500);
            }
        }
    }

    [Fact]
    public async Task A_journal_that_does_not_grow_is_not_compacted_again()
    {
        using var lab = new JournalLab();
        await using var session = await lab.OpenAsync();
        var store = (JournalRegistryStore)session.Store;
        while (store.Compactor.Completed == 0)
        {
            await WriteAsync(session, "orders", 1);
            await store.Compactor.Running;
        }

        await WriteAsync(session, "orders", 3);
        await store.Compactor.Running;

        Assert.Equal(1, store.Compactor.Completed);
    }

    [Fact]
    public async Task A_change_whose_caller_gave_up_survives_a_compaction_that_memory_knows_nothing_of_it()
    {
        var plan = new FaultPlan();
        var directory = new SimulatedDirectory(plan);
        using var lab = new JournalLab();
        await using var session = await StoreSession.OpenAsync(lab.CreateStore(directory), new StoreSetup(), CancellationToken.None);
        await session.MustSendAsync("orders", d => d.Register("a"));
        using (var disk = new BlockedDisk(plan, FileOperation.Sync))
        {
            using var giveUp = new CancellationTokenSource();
            var known = session.SendAsync("orders", d => d.Register("b"), giveUp.Token);
            var unknown = session.SendAsync("billing", d => d.Register("c"), giveUp.Token);
            await disk.ReachedAsync();
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => known);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unknown);
        }

        var store = (JournalRegistryStore)session.Store;
        await store.Compactor.CompactAsync();

        Assert.Contains("2 services", Assert.Single(lab.Logger.Of(JournalLab.ImagesBehind)), StringComparison.Ordinal);
        Assert.Equal(new Revision(2), (await store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None))!.Revision);
        Assert.Equal(new Revision(1), (await store.LoadAsync(ServiceName.Parse("billing"), CancellationToken.None))!.Revision);
        var reopened = lab.CreateStore(directory.AfterPowerCut(new FaultPlan(), new Random(1)));
        await reopened.OpenAsync(CancellationToken.None);
        Assert.Equal(new Revision(2), (await reopened.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None))!.Revision);
        await reopened.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_compaction_harms_nothing_and_is_tried_again_later()
    {
        var plan = new FaultPlan { FailWhen = static (o, name) => o == FileOperation.Write && name.StartsWith("snapshot", StringComparison.Ordinal) };
        var directory = new SimulatedDirectory(plan);
        using var lab = new JournalLab();
        await using var session = await StoreSession.OpenAsync(lab.CreateStore(directory), new StoreSetup(), CancellationToken.None);
        var compactor = ((JournalRegistryStore)session.Store).Compactor;
        await WriteAsync(session, "orders", 200);
        await compactor.Running;
        Assert.Single(lab.Logger.Of(JournalLab.CompactionFailed));
        Assert.DoesNotContain(directory.List(), static n => n.EndsWith(".snap", StringComparison.Ordinal));

        plan.FailWhen = null;
        lab.Time.Advance(JournalCompactor.RetryDelay * 1.1);
        await WriteAsync(session, "orders", 1);
        await Eventually.TrueAsync(() => compactor.Completed == 1);

        Assert.Single(directory.List(), static n => n.EndsWith(".snap", StringComparison.Ordinal));
        Assert.DoesNotContain(directory.List(), static n => n.EndsWith(".tmp", StringComparison.Ordinal));
        await session.VerifyAsync();
    }

    [Fact]
    public async Task An_image_that_holds_what_was_never_stored_is_refused()
    {
        using var lab = new JournalLab();
        var store = lab.CreateStore();
        await store.OpenAsync(CancellationToken.None);
        var script = new ServiceScript(ServiceName.Parse("orders"), new Epoch(7));
        var append = script.Draft().Register("a").Build();
        script.Commit(append);
        await store.AppendAsync(append, CancellationToken.None);
        script.Commit(script.Draft().Register("b").Build());
        store.Attach(new FixedImages(script.Image(16)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Compactor.CompactAsync());

        Assert.Empty(lab.Snapshots);
        await store.DisposeAsync();
        Assert.Equal(new Revision(1), await lab.RevisionAsync("orders"));
    }

    [Fact]
    public async Task A_claim_survives_compaction_and_restart()
    {
        using var lab = new JournalLab();
        FencingToken token;
        await using (var session = await lab.OpenAsync())
        {
            token = (await session.Store.ClaimAsync("me", TimeSpan.FromMinutes(1), force: false, CancellationToken.None)).Token;
            await session.MustSendAsync("orders", d => d.Register("a"));
            await ((JournalRegistryStore)session.Store).Compactor.CompactAsync();
        }

        await using var after = await lab.OpenAsync();
        after.Token = token;
        await after.MustSendAsync("orders", d => d.Update("a"));
        var next = await after.Store.ClaimAsync("another", TimeSpan.FromMinutes(1), force: false, CancellationToken.None);
        Assert.Equal(token.Value + 1, next.Token.Value);
        Assert.Equal(AppendStatus.Fenced, await after.SendAsync("orders", d => d.Update("a")));
    }

    [Fact]
    public async Task A_second_source_of_images_is_refused()
    {
        using var lab = new JournalLab();
        await using var session = await lab.OpenAsync();
        Assert.Throws<InvalidOperationException>(() => session.Store.Attach(session));
    }

    private static async Task WriteAsync(StoreSession session, string service, int appends)
    {
        for (var i = 0; i < appends; i++)
        {
            await session.MustSendAsync(service, d => d.Register($"instance-{i % 20}").SetOverride("x").Remove($"instance-{(i + 7) % 20}"));
        }
    }

    private sealed class FixedImages(params ServiceImage[] images) : IServiceImageSource
    {
        public async IAsyncEnumerable<ServiceImage> CaptureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            foreach (var image in images)
            {
                yield return image;
            }
        }
    }
}
