using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>The bounded log.</content>
public abstract partial class RegistryStoreConformance
{
    [ServerFact]
    public async Task History_after_the_last_change_is_empty_but_tells_where_it_stands()
    {
        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => d.Register("a").Register("b"));
        var script = session.Script("orders");

        foreach (var after in (long[])[2, 3, 1_000_000])
        {
            var page = await session.Store.ReadHistoryAsync(script.Service, new Revision(after), 10, CancellationToken.None);

            Assert.Empty(page!.Changes);
            Assert.Equal((script.Epoch, new Revision(1), new Revision(2)), (page.Epoch, page.OldestRevision, page.LastRevision));
        }
    }

    [ServerFact]
    public async Task A_position_tells_how_far_a_service_has_come()
    {
        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => d.Register("a").Register("b"));
        await session.MustSendAsync("orders", d => d.Register("c"));
        var script = session.Script("orders");

        Assert.Equal(new ServicePosition(script.Epoch, new Revision(3)), await session.Store.ReadPositionAsync(script.Service, CancellationToken.None));
        Assert.Null(await session.Store.ReadPositionAsync(ServiceName.Parse("other"), CancellationToken.None));
    }

    [ServerFact]
    public async Task History_in_the_middle_begins_right_after_the_revision_asked_for()
    {
        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => Fill(d, 0, 20));
        var script = session.Script("orders");

        var page = await session.Store.ReadHistoryAsync(script.Service, new Revision(7), 5, CancellationToken.None);

        RecordAssert.Same([.. script.Changes.Skip(7).Take(5)], page!.Changes);
        Assert.Equal((new Revision(1), new Revision(20)), (page.OldestRevision, page.LastRevision));
    }

    [ServerFact]
    public async Task The_log_is_bounded_and_says_where_it_begins()
    {
        const int Capacity = 32;
        var session = await OpenAsync(new StoreSetup { LogCapacity = Capacity });
        for (var round = 0; round < 20; round++)
        {
            await session.MustSendAsync("orders", d => Fill(d, round * 10, 10));
        }

        await CompactAsync(session.Store);

        await LogIsBoundedAsync(session, Capacity);
    }

    [ServerFact]
    public async Task One_append_longer_than_the_log_leaves_the_log_full()
    {
        const int Capacity = 8;
        var session = await OpenAsync(new StoreSetup { LogCapacity = Capacity });
        await session.MustSendAsync("orders", d => Fill(d, 0, LargestAppend));

        await CompactAsync(session.Store);

        await LogIsBoundedAsync(session, Capacity);
    }

    /// <summary>Asserts that the newest changes are kept, the oldest are not, and the store says so.</summary>
    protected static async Task LogIsBoundedAsync(StoreSession session, int capacity)
    {
        ArgumentNullException.ThrowIfNull(session);
        var script = session.Script("orders");
        var last = script.Revision.Value;
        var page = await session.Store.ReadHistoryAsync(script.Service, new Revision(last - capacity), int.MaxValue, CancellationToken.None);
        Assert.NotNull(page);
        RecordAssert.Same([.. script.Changes.TakeLast(capacity)], page.Changes);
        Assert.Equal(script.Revision, page.LastRevision);
        Assert.InRange(page.OldestRevision.Value, 2, last - capacity + 1);

        // Right at the edge: the change after "oldest - 1" is kept, the one after "oldest - 2" is not.
        var oldest = page.OldestRevision;
        var whole = await session.Store.ReadHistoryAsync(script.Service, new Revision(oldest.Value - 1), int.MaxValue, CancellationToken.None);
        RecordAssert.Same([.. script.Changes.Skip((int)oldest.Value - 1)], whole!.Changes);
        foreach (var gone in (long[])[0, oldest.Value - 2])
        {
            var nothing = await session.Store.ReadHistoryAsync(script.Service, new Revision(gone), int.MaxValue, CancellationToken.None);
            Assert.Empty(nothing!.Changes);
            Assert.Equal(oldest, nothing.OldestRevision);
        }

        var image = await session.Store.LoadAsync(script.Service, CancellationToken.None);
        Assert.InRange(image!.Log.Count, capacity, last - oldest.Value + 1);
        RecordAssert.Same([.. script.Changes.TakeLast(image.Log.Count)], image.Log);
    }
}
