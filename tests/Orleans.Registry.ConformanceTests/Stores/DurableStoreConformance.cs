using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <summary>What a store must do whose data outlives it.</summary>
public abstract partial class DurableStoreConformance : RegistryStoreConformance
{
    [ServerFact]
    public async Task Everything_is_there_after_it_was_closed_and_opened_again()
    {
        var before = await OpenAsync();
        await before.MustSendAsync("orders", d => d.Register("a").Register("b").SetPolicy().SetConfiguration().Remove("b"));
        await before.MustSendAsync("billing", d => d.Register("a").Update("a"));
        await CloseAsync(before);

        var after = await OpenAsync();

        Assert.Equal(before.Scripts.Select(s => (s.Service, s.Epoch, s.Revision)).Order(), after.Scripts.Select(s => (s.Service, s.Epoch, s.Revision)).Order());
        Same(before, after);
        await after.VerifyAsync();
        await HistoryIsWholeAsync(after, "orders");
    }

    [ServerFact]
    public async Task Writing_goes_on_where_it_ended_before_a_reopen()
    {
        for (var round = 0; round < 4; round++)
        {
            var session = await OpenAsync();
            Assert.Equal(round * 2, session.Script("orders").Revision.Value);
            await session.MustSendAsync("orders", d => d.Register($"a{round}").SetPolicy());
            await session.VerifyAsync();
            await HistoryIsWholeAsync(session, "orders");
            await CloseAsync(session);
        }
    }

    [ServerFact]
    public async Task A_compacted_store_holds_the_same_after_a_reopen()
    {
        var setup = new StoreSetup { LogCapacity = 16 };
        var before = await OpenAsync(setup);
        for (var round = 0; round < 10; round++)
        {
            await before.MustSendAsync("orders", d => d.Register($"a{round}").Register($"b{round}").Remove($"a{round}").SetPolicy());
        }

        await CompactAsync(before.Store);
        await before.MustSendAsync("orders", d => d.Update("b0"));
        await CloseAsync(before);

        var after = await OpenAsync(setup);

        Same(before, after, setup.LogCapacity);
        await after.MustSendAsync("orders", d => d.Update("b1"));
    }

    [ServerFact]
    public async Task A_token_from_before_a_reopen_is_lower_than_one_from_after()
    {
        var before = await OpenAsync();
        var first = await before.Store.ClaimAsync("first", TimeSpan.FromMinutes(10), force: false, CancellationToken.None);
        before.Token = first.Token;
        await before.MustSendAsync("orders", d => d.Register("a"));
        await CloseAsync(before);

        var after = await OpenAsync();
        var second = await after.Store.ClaimAsync("second", TimeSpan.FromMinutes(10), force: true, CancellationToken.None);
        after.Token = first.Token;
        var late = await after.SendAsync("orders", d => d.Update("a"));
        after.Token = second.Token;
        await after.MustSendAsync("orders", d => d.Update("a"));

        Assert.True(second.Token.Value > first.Token.Value);
        Assert.Equal(AppendStatus.Fenced, late);
    }

    private static void Same(StoreSession before, StoreSession after, int logCapacity = int.MaxValue)
    {
        foreach (var script in before.Scripts)
        {
            var (expected, actual) = (script.Image(logCapacity), after.Script(script.Service.Value).Image(logCapacity));
            Records.RecordAssert.Same(expected, actual);
        }
    }
}
