using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Embedded.Tests.Journal.Simulation;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>Group commit, and what becomes of it when the disk fails.</summary>
public sealed class JournalWriterTests : IDisposable
{
    private readonly FaultPlan _plan = new();
    private readonly SimulatedDirectory _directory;
    private readonly JournalLab _lab = new();

    public JournalWriterTests() => _directory = new SimulatedDirectory(_plan);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Appends_that_wait_for_the_disk_share_the_next_write_and_sync()
    {
        await using var store = await OpenAsync();
        using var disk = new BlockedDisk(_plan, FileOperation.Sync);
        var first = AppendAsync(store, "first");
        await disk.ReachedAsync();
        var others = Enumerable.Range(0, 64).Select(i => AppendAsync(store, $"service-{i}")).ToArray();
        Assert.DoesNotContain(others, static o => o.IsCompleted);

        disk.Release();

        Assert.All(await Task.WhenAll([first, .. others]), static s => Assert.Equal(AppendStatus.Appended, s));
        Assert.Equal((2, 2, 65), (store.Instruments.Groups, store.Instruments.Syncs, store.Instruments.Records));
    }

    [Fact]
    public async Task No_append_is_acknowledged_before_its_sync()
    {
        await using var store = await OpenAsync();
        using var disk = new BlockedDisk(_plan, FileOperation.Sync);
        var append = AppendAsync(store, "orders");
        await disk.ReachedAsync();

        Assert.False(append.IsCompleted);

        disk.Release();
        Assert.Equal(AppendStatus.Appended, await append);
    }

    [Theory]
    [InlineData((int)FileOperation.Write)]
    [InlineData((int)FileOperation.Sync)]
    public async Task After_a_failed_write_or_sync_nothing_is_acknowledged_or_read_any_more(int operation)
    {
        var store = await OpenAsync();
        Assert.Equal(AppendStatus.Appended, await AppendAsync(store, "orders"));
        var claim = await store.ClaimAsync("me", TimeSpan.FromMinutes(1), force: false, CancellationToken.None);
        var failures = 0;
        _plan.FailWhen = (o, _) => (int)o == operation && Interlocked.Increment(ref failures) == 1;

        await UnavailableAsync(() => AppendAsync(store, "billing"));
        await UnavailableAsync(() => AppendAsync(store, "search"));
        await UnavailableAsync(() => store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None).AsTask());
        await UnavailableAsync(() => store.RenewClaimAsync(claim, CancellationToken.None).AsTask());
        await UnavailableAsync(() => store.ClaimAsync("me", TimeSpan.FromMinutes(1), force: true, CancellationToken.None).AsTask());
        await store.DisposeAsync();

        // Once, and no second try that might succeed without having written anything.
        Assert.Equal(1, failures);
        Assert.Single(_lab.Logger.Of(4102));
    }

    [Fact]
    public async Task Appends_that_wait_behind_a_failed_sync_fail_too()
    {
        var store = await OpenAsync();
        using var disk = new BlockedDisk(_plan, FileOperation.Sync);
        var first = AppendAsync(store, "first");
        await disk.ReachedAsync();
        var second = AppendAsync(store, "second");

        disk.Release(fails: true);

        await UnavailableAsync(() => first);
        await UnavailableAsync(() => second);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_wait_for_the_disk_and_its_append_may_be_stored()
    {
        await using var store = await OpenAsync();
        using var disk = new BlockedDisk(_plan, FileOperation.Sync);
        using var giveUp = new CancellationTokenSource();
        var append = AppendAsync(store, "orders", giveUp.Token);
        await disk.ReachedAsync();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);

        disk.Release();
        Assert.Equal(AppendStatus.RevisionConflict, await AppendAsync(store, "orders"));
        Assert.Equal(new Revision(1), (await store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None))!.Revision);
    }

    [Fact]
    public async Task A_segment_that_cannot_be_begun_leaves_the_one_before_in_use()
    {
        var lab = new JournalLab();
        var session = await StoreSession.OpenAsync(lab.CreateStore(_directory), new StoreSetup(), CancellationToken.None);
        _plan.FailWhen = static (o, name) => o == FileOperation.CreateFile && name.EndsWith(".tmp", StringComparison.Ordinal);
        await FillAsync(session, 150 << 10);
        Assert.Single(_directory.List(), static n => n.EndsWith(".log", StringComparison.Ordinal));

        _plan.FailWhen = null;
        await FillAsync(session, 150 << 10);
        Assert.True(_directory.List().Count(static n => n.EndsWith(".log", StringComparison.Ordinal)) > 1);
        await session.VerifyAsync();
        await session.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_closed_journal_takes_nothing_and_says_so()
    {
        var store = await OpenAsync();
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(store, "orders"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.OpenAsync(CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_journal_that_is_not_open_says_so()
    {
        await using var store = _lab.CreateStore(_directory);
        await Assert.ThrowsAsync<InvalidOperationException>(() => AppendAsync(store, "orders"));
        await store.OpenAsync(CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.OpenAsync(CancellationToken.None).AsTask());
    }

    private static async Task FillAsync(StoreSession session, int bytes)
    {
        var instruments = ((JournalRegistryStore)session.Store).Instruments;
        for (var until = instruments.Bytes + bytes; instruments.Bytes < until;)
        {
            await session.MustSendAsync("orders", d => d.Register("a").Register("b").Register("c"));
        }
    }

    private static async Task UnavailableAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(call);
        Assert.Contains("restart the registry", failure.Message, StringComparison.Ordinal);
    }

    private static Task<AppendStatus> AppendAsync(JournalRegistryStore store, string service, CancellationToken cancellationToken = default)
    {
        var script = new ConformanceTests.Stores.Records.ServiceScript(ServiceName.Parse(service), new Epoch(7));
        return store.AppendAsync(script.Draft().Register("a").Build(), cancellationToken).AsTask();
    }

    private async Task<JournalRegistryStore> OpenAsync()
    {
        var store = _lab.CreateStore(_directory);
        await store.OpenAsync(CancellationToken.None);
        return store;
    }
}
