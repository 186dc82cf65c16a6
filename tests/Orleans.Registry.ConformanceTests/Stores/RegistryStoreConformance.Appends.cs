using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>Compare-and-swap, atomicity and cancellation of appends.</content>
public abstract partial class RegistryStoreConformance
{
    [ServerFact]
    public async Task An_append_on_another_revision_than_the_stored_one_stores_nothing()
    {
        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => d.Register("a").Register("b"));
        var good = Everything(session.Script("orders")).Build();

        foreach (var revision in (long[])[0, 1, 3, 4, long.MaxValue - 100])
        {
            var renumbered = good with
            {
                ExpectedRevision = new Revision(revision),
                Changes = [.. good.Changes.Select((c, i) => Renumbered(c, new Revision(revision + 1 + i)))],
            };
            Assert.Equal(AppendStatus.RevisionConflict, await session.Store.AppendAsync(renumbered, CancellationToken.None));
        }

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    [ServerFact]
    public async Task An_append_of_another_epoch_stores_nothing()
    {
        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => d.Register("a"));
        var foreign = Everything(session.Script("orders")).Build() with { Epoch = new Epoch(42) };

        Assert.Equal(AppendStatus.RevisionConflict, await session.Store.AppendAsync(foreign, CancellationToken.None));

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    [ServerFact]
    public async Task An_append_to_a_service_that_is_not_stored_must_expect_no_revision()
    {
        var session = await OpenAsync();
        var elsewhere = new ServiceScript(ServiceName.Parse("orders"), new Epoch(7));
        elsewhere.Commit(elsewhere.Draft().Register("a").Build());

        var status = await session.Store.AppendAsync(elsewhere.Draft().Register("b").Build(), CancellationToken.None);

        Assert.Equal(AppendStatus.RevisionConflict, status);
        await session.VerifyAsync();
        await session.MustSendAsync("orders", d => d.Register("a"));
    }

    [ServerFact]
    public async Task The_largest_epoch_comes_back()
    {
        var session = await OpenAsync();
        var script = new ServiceScript(ServiceName.Parse("orders"), new Epoch(ulong.MaxValue));

        var status = await session.Store.AppendAsync(script.Draft().Register("a").Build(), CancellationToken.None);

        Assert.Equal(AppendStatus.Appended, status);
        Assert.Equal(script.Epoch, (await session.Store.LoadAsync(script.Service, CancellationToken.None))!.Epoch);
    }

    [ServerFact]
    public async Task An_append_sent_twice_is_stored_once()
    {
        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => d.Register("a"));
        var append = session.Script("orders").Draft().Update("a").Register("b").Build();

        Assert.Equal(AppendStatus.Appended, await session.Store.AppendAsync(append, CancellationToken.None));
        Assert.Equal(AppendStatus.RevisionConflict, await session.Store.AppendAsync(append, CancellationToken.None));

        session.Script("orders").Commit(append);
        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_large_append_is_stored_whole()
    {
        var session = await OpenAsync();

        await session.MustSendAsync("orders", d => Fill(d, 0, LargestAppend));
        await session.MustSendAsync("orders", d => Fill(d, LargestAppend, LargestAppend));

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    [ServerFact]
    public async Task A_call_that_is_already_cancelled_ends_as_cancelled_and_stores_nothing()
    {
        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => d.Register("a"));
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var append = session.Script("orders").Draft().Register("b").Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.Store.AppendAsync(append, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await session.Store.LoadAsync(append.Service, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await session.Store.ReadHistoryAsync(append.Service, Revision.None, 10, source.Token));

        await session.VerifyAsync();
        await session.MustSendAsync("orders", d => d.Register("c"));
    }

    [ServerFact]
    public async Task A_cancelled_append_is_stored_whole_or_not_at_all()
    {
        var session = await OpenAsync();
        for (var round = 0; round < 20; round++)
        {
            var append = Fill(session.Script("orders").Draft(), round * 10, 10).Build();
            using var source = new CancellationTokenSource();
            var sending = session.Store.AppendAsync(append, source.Token).AsTask();
            await source.CancelAsync();
            await sending.ContinueWith(static _ => { }, TaskScheduler.Default);
            Assert.True(sending.IsCompletedSuccessfully || sending.IsCanceled, sending.Exception?.ToString());

            // A cancelled append may still be on its way: its number is taken at the latest by the next append.
            var decided = await session.Store.AppendAsync(append, CancellationToken.None);
            Assert.True(decided is AppendStatus.Appended or AppendStatus.RevisionConflict, $"{decided}");
            session.Script("orders").Commit(append);
        }

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    /// <summary>One change of every kind of record, so that a store that writes part of a refused append is caught.</summary>
    private static AppendDraft Everything(ServiceScript script)
        => script.Draft().Update("a").Register("new").SetOverride("other").SetPolicy().SetConfiguration();

    private static AppendDraft Fill(AppendDraft draft, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            draft.Register($"instance-{i}");
        }

        return draft;
    }

    private static ServiceChange Renumbered(ServiceChange change, Revision revision) => new()
    {
        Kind = change.Kind,
        Revision = revision,
        At = change.At,
        InstanceId = change.InstanceId,
        Before = change.Before,
        After = change.After,
        Override = change.Override,
        Reason = change.Reason,
        Cause = change.Cause,
        OperationId = change.OperationId,
        Policy = change.Policy,
        Configuration = change.Configuration,
    };
}
