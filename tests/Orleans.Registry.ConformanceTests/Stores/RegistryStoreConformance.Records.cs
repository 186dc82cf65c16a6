using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>Every field of every record comes back.</content>
public abstract partial class RegistryStoreConformance
{
    [ServerFact]
    public void Sample_records_would_show_the_loss_of_any_field()
    {
        var (name, other) = (ServiceName.Parse("a"), ServiceName.Parse("b"));

        RecordAssert.DifferEverywhere(
            SampleRecords.Instance(name, InstanceId.Parse("x"), new Revision(1), new Revision(2), 0),
            SampleRecords.Instance(other, InstanceId.Parse("y"), new Revision(3), new Revision(4), 1));
        RecordAssert.DifferEverywhere(SampleRecords.Policy(1, 0), SampleRecords.Policy(2, 1));
        RecordAssert.DifferEverywhere(SampleRecords.Configuration(1, 0), SampleRecords.Configuration(2, 1));
    }

    [ServerFact]
    public async Task Every_field_of_every_record_kind_comes_back()
    {
        var session = await OpenAsync();

        await session.MustSendAsync("orders", d => d.Register("a", variant: 0).Register("b", variant: 1).SetPolicy().SetConfiguration());
        await session.MustSendAsync("orders", d => d.Update("a").SetPolicy().SetConfiguration().SetOverride("never-registered"));

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    [ServerFact]
    public async Task Every_kind_of_change_comes_back()
    {
        var session = await OpenAsync();

        await session.MustSendAsync("orders", d => d.Register("a").Register("b").Register("c").Register("d"));
        await session.MustSendAsync("orders", d => d.Update("a", ChangeKind.Unhealthy));
        await session.MustSendAsync("orders", d => d.Update("a", ChangeKind.Healthy).Update("b", ChangeKind.Draining));
        await session.MustSendAsync("orders", d => d.Remove("b", RemovalReason.Deregistered));
        await session.MustSendAsync("orders", d => d.Remove("c", RemovalReason.Expired).Remove("d", RemovalReason.Evicted));
        await session.MustSendAsync("orders", d => d.Update("a").SetPolicy().SetConfiguration());

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
        Assert.Equal(
            Enum.GetValues<ChangeKind>().Where(k => k != ChangeKind.None),
            session.Script("orders").Changes.Select(c => c.Kind).Distinct().Order());
    }

    [ServerFact]
    public async Task An_override_outlives_its_instance_until_it_is_cleared()
    {
        var session = await OpenAsync();

        await session.MustSendAsync("orders", d => d.Register("a").Remove("a"));
        var kept = await session.Store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None);
        await session.MustSendAsync("orders", d => d.ClearOverride("a"));

        Assert.Empty(kept!.Instances);
        Assert.Equal([InstanceId.Parse("a")], kept.Overrides.Keys);
        await session.VerifyAsync();
        Assert.Empty(session.Script("orders").Image(1).Overrides);
    }

    [ServerFact]
    public async Task The_last_change_of_an_instance_within_one_append_wins()
    {
        var session = await OpenAsync();

        await session.MustSendAsync("orders", d => d.Register("a").Update("a").Update("a").Register("b").Remove("b").Remove("a").Register("a"));

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    [ServerFact]
    public async Task Thirty_versions_of_policy_and_configuration_are_kept_in_order()
    {
        var session = await OpenAsync();

        for (var i = 0; i < 30; i++)
        {
            await session.MustSendAsync("orders", d => d.SetPolicy().SetConfiguration());
        }

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task Services_do_not_see_each_others_records()
    {
        var session = await OpenAsync();

        foreach (var service in (string[])["orders", "billing", "orders.eu"])
        {
            await session.MustSendAsync(service, d => d.Register("same-id").SetPolicy());
        }

        await session.MustSendAsync("billing", d => d.Remove("same-id"));

        await session.VerifyAsync();
    }

    /// <summary>Asserts that the kept history equals the oracle's, read in one page and in many.</summary>
    protected static async Task HistoryIsWholeAsync(StoreSession session, string service)
    {
        ArgumentNullException.ThrowIfNull(session);
        var script = session.Script(service);
        var page = await session.Store.ReadHistoryAsync(script.Service, Revision.None, int.MaxValue, CancellationToken.None);
        Assert.NotNull(page);
        Assert.Equal((script.Epoch, new Revision(1), script.Revision), (page.Epoch, page.OldestRevision, page.LastRevision));
        RecordAssert.Same(script.Changes, page.Changes);

        // Small pages of a small log; of a large one as many, for a store may have to look for each.
        var size = Math.Max(3, script.Changes.Count / 50);
        var inPages = new List<ServiceChange>();
        for (var after = Revision.None; after < script.Revision; after = inPages[^1].Revision)
        {
            var next = await session.Store.ReadHistoryAsync(script.Service, after, size, CancellationToken.None);
            Assert.InRange(next!.Changes.Count, 1, size);
            inPages.AddRange(next.Changes);
        }

        RecordAssert.Same(script.Changes, inPages);
    }
}
