using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>Following what another process writes, and an import beside one.</content>
public abstract partial class SharedStoreConformance
{
    /// <summary>Whether a standby can follow the store; if not, it must say so.</summary>
    protected virtual bool CanBeFollowed => true;

    [ServerFact]
    public async Task Follower_hears_of_each_service_that_was_changed_and_of_no_other()
    {
        if (!CanBeFollowed)
        {
            await RefusesAsync(static s => s.ReadChangesAsync(null, CancellationToken.None).AsTask());
            return;
        }

        var writer = await OpenAsync();
        await writer.MustSendAsync("before", d => d.Register("a"));
        var follower = (await OpenAsync()).Store;
        Assert.True(follower.CanFollow);

        var begin = await follower.ReadChangesAsync(null, CancellationToken.None);
        Assert.Empty(begin.Services);
        var nothing = await follower.ReadChangesAsync(begin.Mark, CancellationToken.None);
        Assert.Equal((true, 0), (nothing.IsComplete, nothing.Services.Count));

        for (var i = 0; i < 30; i++)
        {
            await writer.MustSendAsync($"service-{i}", d => d.Register("a"));
            await writer.MustSendAsync($"service-{i}", d => d.Update("a"));
        }

        var some = await follower.ReadChangesAsync(nothing.Mark, CancellationToken.None);
        Assert.True(some.IsComplete);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => ServiceName.Parse($"service-{i}")).Order(), some.Services.Order());
        Assert.Empty((await follower.ReadChangesAsync(some.Mark, CancellationToken.None)).Services);
    }

    [ServerFact]
    public async Task Follower_misses_nothing_while_writers_are_at_work()
    {
        if (!CanBeFollowed)
        {
            await RefusesAsync(static s => s.ReadChangesAsync(null, CancellationToken.None).AsTask());
            return;
        }

        const int Services = 8;
        const int Changes = 60;
        var writer = await OpenAsync();
        var follower = (await OpenAsync()).Store;
        var mark = (await follower.ReadChangesAsync(null, CancellationToken.None)).Mark;
        var writing = Task.WhenAll(Enumerable.Range(0, Services).Select(s => Task.Run(async () =>
        {
            for (var i = 0; i < Changes; i++)
            {
                await writer.MustSendAsync($"service-{s}", d => d.Register($"a{i}"));
            }
        })));

        var held = new Dictionary<ServiceName, List<ServiceChange>>();
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            var changes = await follower.ReadChangesAsync(mark, CancellationToken.None);
            Assert.True(changes.IsComplete);
            mark = changes.Mark;
            foreach (var service in changes.Services)
            {
                var log = held.TryGetValue(service, out var known) ? known : held[service] = [];
                var page = await follower.ReadHistoryAsync(service, new Revision(log.Count), int.MaxValue, CancellationToken.None);
                log.AddRange(page!.Changes);
            }
        }

        await writing;
        for (var s = 0; s < Services; s++)
        {
            RecordAssert.Same(writer.Script($"service-{s}").Changes, held[ServiceName.Parse($"service-{s}")]);
        }
    }

    [ServerFact]
    public async Task Import_is_refused_while_a_claim_is_alive_and_nobody_opens_the_store_before_it_has_ended()
    {
        if (!TakesImports)
        {
            await RefusesAsync(static s => s.ImportAsync(SampleFleet.StreamAsync([]), CancellationToken.None).AsTask());
            return;
        }

        var holder = await OpenAsync();
        var claim = await ClaimAsync(holder, "the holder", force: false);
        var images = SampleFleet.Images(100);

        var refused = await ImportAsync(images);
        Assert.Contains("the holder", refused.Refusal, StringComparison.Ordinal);
        await holder.Store.ReleaseClaimAsync(claim, CancellationToken.None);

        await using var store = CreateStore(new StoreSetup());
        var isRefused = false;
        var imported = await store.ImportAsync(WhileOpening(), CancellationToken.None);

        Assert.True(imported.IsImported, imported.Refusal);
        Assert.True(isRefused);

        async IAsyncEnumerable<ServiceImage> WhileOpening()
        {
            yield return images[0];
            await Assert.ThrowsAsync<StoreCorruptException>(() => OpenAsync());
            isRefused = true;
            yield return images[1];
        }
    }
}
