using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>Filling an empty store with what another one held.</content>
public abstract partial class DurableStoreConformance
{
    /// <summary>Whether state can be moved into the store from another one; if not, it must say so.</summary>
    protected virtual bool TakesImports => true;

    [ServerFact]
    public async Task Imported_services_are_byte_for_byte_what_they_were_and_are_written_on()
    {
        if (!TakesImports)
        {
            await RefusesAsync(static s => s.ImportAsync(SampleFleet.StreamAsync([]), CancellationToken.None).AsTask());
            return;
        }

        const int Capacity = 500;
        var setup = new StoreSetup { LogCapacity = Capacity };
        var images = SampleFleet.Images(Capacity);

        var imported = await ImportAsync(images, setup);
        var session = await OpenAsync(setup);

        Assert.Equal((true, images.Count), (imported.IsImported, (int)imported.Services));
        var held = await ImageBytes.OfAsync(session.Store);
        Assert.Equal(images.Select(i => i.Service).Order(), held.Keys);
        Assert.All(images, i => Assert.Equal(ImageBytes.Of(i), held[i.Service]));
        foreach (var service in (string[])["orders", "large", "a"])
        {
            await session.MustSendAsync(service, d => d.Register("one-more").SetPolicy());
            await session.MustSendAsync(service, d => d.Remove("one-more"));
        }

        await CloseAsync(session);
        var again = await OpenAsync(setup);
        Assert.Equal(images.Single(i => i.Service.Value == "large").Revision.Plus(3), again.Script("large").Revision);
    }

    [ServerFact]
    public async Task Import_into_a_store_with_services_is_refused_and_changes_nothing()
    {
        if (!TakesImports)
        {
            await RefusesAsync(static s => s.ImportAsync(SampleFleet.StreamAsync([]), CancellationToken.None).AsTask());
            return;
        }

        var session = await OpenAsync();
        await session.MustSendAsync("orders", d => d.Register("a"));
        var before = await ImageBytes.OfAsync(session.Store);
        await CloseAsync(session);

        var refused = await ImportAsync(SampleFleet.Images(100));

        Assert.False(refused.IsImported);
        Assert.NotEmpty(refused.Refusal);
        var after = await OpenAsync();
        Assert.Equal(before, await ImageBytes.OfAsync(after.Store));
    }

    [ServerFact]
    public async Task Import_that_breaks_off_is_never_taken_for_a_whole_one_and_leaves_nothing_in_the_way_of_the_next()
    {
        if (!TakesImports)
        {
            await RefusesAsync(static s => s.ImportAsync(SampleFleet.StreamAsync([]), CancellationToken.None).AsTask());
            return;
        }

        var images = SampleFleet.Images(100);
        await using (var store = CreateStore(new StoreSetup()))
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(
                async () => await store.ImportAsync(SampleFleet.StreamAsync(images, breakAfter: 7), CancellationToken.None));
        }

        await HoldsNothingAsync();
        var imported = await ImportAsync([images[0]]);
        var session = await OpenAsync();

        Assert.True(imported.IsImported, imported.Refusal);
        Assert.Equal(ImageBytes.Of(images[0]), Assert.Single(await ImageBytes.OfAsync(session.Store)).Value);
        Assert.Null(await session.Store.LoadAsync(images[1].Service, CancellationToken.None));
        await session.MustSendAsync(images[1].Service.Value, d => d.Register("fresh"));
        await session.VerifyAsync();
    }

    /// <summary>Imports images with a store of its own.</summary>
    protected async Task<StoreImport> ImportAsync(IReadOnlyList<ServiceImage> images, StoreSetup? setup = null)
    {
        await using var store = CreateStore(setup ?? new StoreSetup());
        return await store.ImportAsync(SampleFleet.StreamAsync(images), CancellationToken.None);
    }

    /// <summary>What the store does not offer is refused as such.</summary>
    protected async Task RefusesAsync(Func<IRegistryStore, Task> offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        await using var store = CreateStore(new StoreSetup());
        await Assert.ThrowsAsync<NotSupportedException>(() => offer(store));
    }

    private async Task HoldsNothingAsync()
    {
        StoreSession session;
        try
        {
            session = await OpenAsync();
        }
        catch (StoreCorruptException)
        {
            // It says that it is half a copy.
            return;
        }

        Assert.Empty(await ImageBytes.OfAsync(session.Store));
        await CloseAsync(session);
    }
}
