using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <summary>What a store must do that several processes may open at once: two of them here.</summary>
public abstract partial class SharedStoreConformance : DurableStoreConformance
{
    [ServerFact]
    public async Task Of_two_stores_that_race_exactly_one_wins_each_revision()
    {
        var left = await OpenAsync();
        var right = await OpenAsync();

        var written = await Task.WhenAll(RaceAsync(left, "left"), RaceAsync(right, "right"));

        await left.ReloadAsync("orders");
        var script = left.Script("orders");
        Assert.Equal(script.Revision.Value, written.Sum(w => w.Count));
        Assert.Equal(Enumerable.Range(1, (int)script.Revision.Value).Select(r => new Revision(r)), written.SelectMany(w => w.Keys).Order());
        Assert.All(written.SelectMany(w => w), w => Assert.Equal(w.Value, script.Changes[(int)w.Key.Value - 1].InstanceId.Value));
        await left.VerifyAsync();
        await HistoryIsWholeAsync(left, "orders");
    }

    [ServerFact]
    public async Task One_store_reads_what_the_other_wrote()
    {
        var writer = await OpenAsync();
        var reader = await OpenAsync();
        await writer.MustSendAsync("orders", d => d.Register("a").SetPolicy());

        var image = await reader.Store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None);
        var page = await reader.Store.ReadHistoryAsync(ServiceName.Parse("orders"), Revision.None, 10, CancellationToken.None);

        RecordAssert.Same(writer.Script("orders").Image(int.MaxValue), image);
        RecordAssert.Same(writer.Script("orders").Changes, page!.Changes);
    }

    [ServerFact]
    public async Task A_store_is_fenced_by_another_stores_claim_in_every_service()
    {
        var old = await OpenAsync();
        old.Token = (await ClaimAsync(old, "old", force: false)).Token;
        await old.MustSendAsync("orders", d => d.Register("a"));
        var heir = await OpenAsync();

        var refused = await ClaimAsync(heir, "heir", force: false);
        heir.Token = (await ClaimAsync(heir, "heir", force: true)).Token;

        Assert.Equal("old", refused.Owner);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(AppendStatus.Fenced, await old.SendAsync($"service-{i}", d => d.Register("late")));
        }

        Assert.Equal(AppendStatus.Fenced, await old.SendAsync("orders", d => d.Update("a")));
        await heir.MustSendAsync("orders", d => d.Update("a"));
        await heir.VerifyAsync();
    }

    [ServerFact]
    public async Task Of_stores_that_force_claims_at_once_only_the_highest_token_writes()
    {
        var sessions = new List<StoreSession>();
        for (var i = 0; i < 4; i++)
        {
            sessions.Add(await OpenAsync());
        }

        var claims = await Task.WhenAll(sessions.Select((s, i) => ClaimAsync(s, $"owner-{i}", force: true)));

        var highest = claims.Max(c => c.Token.Value);
        Assert.Equal(4, claims.Select(c => c.Token).Distinct().Count());
        for (var i = 0; i < 4; i++)
        {
            sessions[i].Token = claims[i].Token;
            var expected = claims[i].Token.Value == highest ? AppendStatus.Appended : AppendStatus.Fenced;
            Assert.Equal(expected, await sessions[i].SendAsync($"service-{i}", d => d.Register("a")));
            Assert.Equal(claims[i].Token.Value == highest, await sessions[i].Store.RenewClaimAsync(claims[i], CancellationToken.None));
        }
    }

    [ServerFact]
    public async Task Of_stores_that_claim_at_once_without_force_exactly_one_gets_it()
    {
        var sessions = new List<StoreSession>();
        for (var i = 0; i < 6; i++)
        {
            sessions.Add(await OpenAsync());
        }

        var claims = await Task.WhenAll(sessions.Select((s, i) => ClaimAsync(s, $"owner-{i}", force: false)));

        Assert.Single(claims.Select(c => (c.Owner, c.Token)).Distinct());
    }

    [ServerFact]
    public async Task Nothing_acknowledged_is_lost_when_a_claim_is_taken_over_in_the_middle_of_writing()
    {
        var old = await OpenAsync();
        old.Token = (await ClaimAsync(old, "old", force: false)).Token;
        var heir = await OpenAsync();
        using var started = new SemaphoreSlim(0);
        var writing = Enumerable.Range(0, 8).Select(s => Task.Run(() => WriteUntilFencedAsync(old, $"service-{s}", started))).ToArray();
        for (var s = 0; s < 8; s++)
        {
            await started.WaitAsync();
        }

        var claim = await ClaimAsync(heir, "heir", force: true);
        await Task.WhenAll(writing);

        heir.Token = claim.Token;
        for (var s = 0; s < 8; s++)
        {
            await heir.ReloadAsync($"service-{s}");
            RecordAssert.Same(old.Script($"service-{s}").Image(int.MaxValue), heir.Script($"service-{s}").Image(int.MaxValue));
            await heir.MustSendAsync($"service-{s}", d => d.Register("heir"));
        }

        await heir.VerifyAsync();
    }

    private static async Task WriteUntilFencedAsync(StoreSession session, string service, SemaphoreSlim started)
    {
        for (var i = 0; i < 20_000; i++)
        {
            var status = await session.SendAsync(service, d => d.Register($"a{i}"));
            if (status == AppendStatus.Fenced)
            {
                return;
            }

            Assert.Equal(AppendStatus.Appended, status);
            if (i == 5)
            {
                started.Release();
            }
        }

        Assert.Fail($"{service} was written 20,000 times and never fenced.");
    }

    private static async Task<Dictionary<Revision, string>> RaceAsync(StoreSession session, string name)
    {
        var written = new Dictionary<Revision, string>();
        for (var i = 0; written.Count < 50; i++)
        {
            var status = await session.SendAsync("orders", d => d.Register($"{name}-{i}"));
            if (status == AppendStatus.Appended)
            {
                written.Add(session.Script("orders").Revision, $"{name}-{i}");
                continue;
            }

            Assert.Equal(AppendStatus.RevisionConflict, status);
            await session.ReloadAsync("orders");
        }

        return written;
    }

    private static async Task<StoreClaim> ClaimAsync(StoreSession session, string owner, bool force)
        => await session.Store.ClaimAsync(owner, TimeSpan.FromMinutes(10), force, CancellationToken.None);
}
