using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>Claims: who may write.</content>
public abstract partial class RegistryStoreConformance
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [ServerFact]
    public async Task A_claim_is_given_with_a_token_its_owner_and_its_time()
    {
        var store = (await OpenAsync()).Store;

        var claim = await ClaimAsync(store, "first – 日本");

        Assert.True(claim.Token.Value > 0);
        Assert.Equal(("first – 日本", Long, true), (claim.Owner, claim.Ttl, claim.IsAlive));
        Assert.True(await store.RenewClaimAsync(claim, CancellationToken.None));
    }

    [ServerFact]
    public async Task A_live_claim_is_not_taken_without_force()
    {
        var store = (await OpenAsync()).Store;
        var first = await ClaimAsync(store, "first");

        var refused = await ClaimAsync(store, "second");

        Assert.Equal(first, refused);
        Assert.True(await store.RenewClaimAsync(first, CancellationToken.None));
    }

    [ServerFact]
    public async Task A_forced_claim_gets_a_higher_token_and_ends_the_one_before()
    {
        var store = (await OpenAsync()).Store;
        var first = await ClaimAsync(store, "first");

        var second = await ClaimAsync(store, "second", force: true);

        Assert.Equal("second", second.Owner);
        Assert.True(second.Token.Value > first.Token.Value);
        Assert.False(await store.RenewClaimAsync(first, CancellationToken.None));
        Assert.True(await store.RenewClaimAsync(second, CancellationToken.None));
    }

    [ServerFact]
    public async Task The_same_owner_may_claim_again_after_a_lost_reply()
    {
        var store = (await OpenAsync()).Store;
        var first = await ClaimAsync(store, "first");

        var again = await ClaimAsync(store, "first");

        Assert.True(again.Token.Value > first.Token.Value);
        Assert.Equal(again.Token, (await ClaimAsync(store, "second")).Token);
    }

    [ServerFact]
    public async Task A_released_claim_is_free_at_once()
    {
        var store = (await OpenAsync()).Store;
        var first = await ClaimAsync(store, "first");

        await store.ReleaseClaimAsync(first, CancellationToken.None);
        var second = await ClaimAsync(store, "second");

        Assert.Equal("second", second.Owner);
        Assert.True(second.Token.Value > first.Token.Value);
    }

    [ServerFact]
    public async Task Releasing_a_claim_that_was_taken_over_does_nothing()
    {
        var store = (await OpenAsync()).Store;
        var first = await ClaimAsync(store, "first");
        var second = await ClaimAsync(store, "second", force: true);

        await store.ReleaseClaimAsync(first, CancellationToken.None);

        Assert.Equal(second, await ClaimAsync(store, "third"));
        Assert.True(await store.RenewClaimAsync(second, CancellationToken.None));
    }

    [ServerFact]
    public async Task A_claim_lapses_without_renewal_and_is_then_taken_without_force()
    {
        var store = (await OpenAsync()).Store;
        var first = await ClaimAsync(store, "first", ttl: ShortestClaim);
        var second = first;

        await Eventually.TrueAsync(async () =>
        {
            LetPass(ShortestClaim);
            second = await ClaimAsync(store, "second");
            return second.Owner == "second";
        });

        Assert.True(second.Token.Value > first.Token.Value);
        Assert.False(await store.RenewClaimAsync(first, CancellationToken.None));
    }

    [ServerFact]
    public async Task A_claim_that_lapsed_but_was_not_taken_is_revived_by_a_renewal()
    {
        var session = await OpenAsync();
        var claim = await ClaimAsync(session.Store, "first", ttl: ShortestClaim);
        await Task.Delay(ShortestClaim * 1.5);
        LetPass(ShortestClaim * 1.5);

        Assert.True(await session.Store.RenewClaimAsync(claim, CancellationToken.None));
        session.Token = claim.Token;
        await session.MustSendAsync("orders", d => d.Register("a"));
    }

    [ServerFact]
    public async Task A_lower_token_is_refused_for_old_and_new_services_as_soon_as_a_claim_returns()
    {
        var session = await OpenAsync();
        var first = await ClaimAsync(session.Store, "first");
        session.Token = first.Token;
        await session.MustSendAsync("old", d => d.Register("a"));

        var second = await ClaimAsync(session.Store, "second", force: true);

        Assert.Equal(AppendStatus.Fenced, await session.SendAsync("old", d => d.Update("a")));
        foreach (var service in HostileServices)
        {
            Assert.Equal(AppendStatus.Fenced, await session.SendAsync(service, d => d.Register("x")));
        }

        await session.VerifyAsync();
        session.Token = second.Token;
        await session.MustSendAsync("old", d => d.Update("a"));
        await session.MustSendAsync("new", d => d.Register("a"));
        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_fenced_writer_is_told_so_even_if_its_revision_is_behind_too()
    {
        var session = await OpenAsync();
        session.Token = (await ClaimAsync(session.Store, "first")).Token;
        await session.MustSendAsync("orders", d => d.Register("a"));
        var late = session.Script("orders").Draft(session.Token).Register("late").Build();
        session.Token = (await ClaimAsync(session.Store, "second", force: true)).Token;
        await session.MustSendAsync("orders", d => d.Update("a"));

        Assert.Equal(AppendStatus.Fenced, await session.Store.AppendAsync(late, CancellationToken.None));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_lower_token_stays_refused_after_the_higher_claim_is_released()
    {
        var session = await OpenAsync();
        session.Token = (await ClaimAsync(session.Store, "first")).Token;
        await session.MustSendAsync("orders", d => d.Register("a"));
        var second = await ClaimAsync(session.Store, "second", force: true);
        await session.Store.ReleaseClaimAsync(second, CancellationToken.None);

        Assert.Equal(AppendStatus.Fenced, await session.SendAsync("orders", d => d.Update("a")));
        Assert.Equal(AppendStatus.Fenced, await session.SendAsync("fresh", d => d.Register("a")));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_writer_without_a_claim_is_guarded_by_revisions_alone()
    {
        var session = await OpenAsync();
        await ClaimAsync(session.Store, "somebody");

        await session.MustSendAsync("orders", d => d.Register("a"));

        await session.VerifyAsync();
    }

    private static async Task<StoreClaim> ClaimAsync(IRegistryStore store, string owner, bool force = false, TimeSpan? ttl = null)
        => await store.ClaimAsync(owner, ttl ?? Long, force, CancellationToken.None);
}
