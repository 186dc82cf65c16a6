using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>Many services, many writers, large services.</content>
public abstract partial class RegistryStoreConformance
{
    [ServerFact]
    public async Task Many_services_are_written_at_once()
    {
        var session = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async s =>
        {
            var service = $"service-{s}";
            await session.MustSendAsync(service, d => d.Register("a").Register("b").SetPolicy());
            for (var i = 0; i < 10; i++)
            {
                await session.MustSendAsync(service, d => d.Update("a").Register($"c{i}"));
            }

            await session.MustSendAsync(service, d => d.Remove("b"));
        }));

        await session.VerifyAsync();
        List<ServiceName> names = [];
        await foreach (var name in session.Store.ListAsync(CancellationToken.None))
        {
            names.Add(name);
        }

        Assert.Equal(session.Scripts.Select(static s => s.Service).Order(), names.Order());
        foreach (var script in session.Scripts)
        {
            await HistoryIsWholeAsync(session, script.Service.Value);
        }
    }

    [ServerFact]
    public async Task Of_appends_that_race_for_one_revision_exactly_one_is_stored()
    {
        var session = await OpenAsync();
        for (var round = 0; round < 20; round++)
        {
            var script = session.Script("orders");
            ServiceAppend[] rivals = [.. Enumerable.Range(0, 8).Select(i => script.Draft().Register($"{round}-{i}").Build())];

            var results = await Task.WhenAll(rivals.Select(r => Task.Run(async () => await session.Store.AppendAsync(r, CancellationToken.None))));

            Assert.Equal(AppendStatus.Appended, Assert.Single(results, r => r != AppendStatus.RevisionConflict));
            script.Commit(rivals[Array.IndexOf(results, AppendStatus.Appended)]);
        }

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    [ServerFact]
    public async Task A_service_of_10_000_instances_comes_back_whole()
    {
        var session = await OpenAsync();

        await FillServiceAsync(session, "large", 10_000);
        await session.MustSendAsync("large", d => d.Update("instance-0").Remove("instance-9999"));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_large_service_loads_consistently_while_it_changes()
    {
        var session = await OpenAsync();
        await FillServiceAsync(session, "large", 2_000);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await session.MustSendAsync("large", d => d.Update($"instance-{i % 1_000}").Remove($"instance-{1_999 - (i % 1_000)}").Register($"instance-{1_999 - (i % 1_000)}"));
            }
        });

        List<ServiceImage> images = [];
        for (var i = 0; i < 5; i++)
        {
            images.Add((await session.Store.LoadAsync(ServiceName.Parse("large"), CancellationToken.None))!);
        }

        await stop.CancelAsync();
        await writer;
        foreach (var image in images)
        {
            RecordAssert.Same(Replayed(session.Script("large"), image.Revision), image, leastLog: 1);
            Assert.Equal(image.Revision, image.Log[^1].Revision);
        }
    }

    /// <summary>Registers <c>instance-0</c> and so on in appends of the largest size.</summary>
    protected async Task FillServiceAsync(StoreSession session, string service, int count)
    {
        ArgumentNullException.ThrowIfNull(session);
        for (var first = 0; first < count; first += LargestAppend)
        {
            await session.MustSendAsync(service, d => Fill(d, first, Math.Min(LargestAppend, count - first)));
        }
    }

    /// <summary>The service as it was at a revision.</summary>
    private static ServiceImage Replayed(ServiceScript script, Revision revision)
    {
        var past = new ServiceScript(script.Service, script.Epoch);
        past.Commit(new ServiceAppend
        {
            Service = script.Service,
            Epoch = script.Epoch,
            ExpectedRevision = Revision.None,
            Changes = [.. script.Changes.Take((int)revision.Value)],
        });
        return past.Image(int.MaxValue);
    }
}
