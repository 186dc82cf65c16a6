using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>How fresh answers are, and reading one's own writes (P12).</summary>
public abstract class FreshnessConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    [ServerFact]
    public async Task A_reader_sees_its_own_writes()
    {
        for (var i = 0; i < 50; i++)
        {
            var options = new ReadOptions { MinRevision = (await RegisterAsync($"orders-{i}")).Position.Revision, Wait = TimeSpan.FromSeconds(60) };

            Assert.NotNull((await Registry.GetServiceAsync(Orders, options, Limit)).GetValueOrThrow().Snapshot.Find(Sample.Id($"orders-{i}")));
            Assert.Equal(i + 1, (await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, options, Limit)).GetValueOrThrow().Instances.Count);
            (await Registry.GetInstanceAsync(Sample.Id($"orders-{i}"), options, Limit)).GetValueOrThrow();
        }
    }

    [ServerFact]
    public async Task A_read_waits_for_a_revision_that_is_still_to_come()
    {
        await RegisterAsync("orders-1");
        var options = new ReadOptions { MinRevision = new Revision(3), Wait = TimeSpan.FromSeconds(60) };
        var reads = new Task[]
        {
            Registry.GetServiceAsync(Orders, options, Limit).AsTask(),
            Registry.DiscoverAsync(Orders, InstanceQuery.All, options, Limit).AsTask(),
            Registry.GetInstanceAsync(Sample.Id("orders-1"), options, Limit).AsTask(),
        };

        await RegisterAsync("orders-2");
        Assert.All(reads, static r => Assert.False(r.IsCompleted));
        await RegisterAsync("orders-3");

        await Eventually.EndsAsync(Task.WhenAll(reads), TimeSpan.FromSeconds(60));
        Assert.True(((Task<RegistryResult<ServiceAnswer>>)reads[0]).Result.IsSuccess);
        Assert.True(((Task<RegistryResult<DiscoveryAnswer>>)reads[1]).Result.IsSuccess);
        Assert.True(((Task<RegistryResult<InstanceAnswer>>)reads[2]).Result.IsSuccess);
    }

    [ServerFact]
    public async Task A_revision_that_does_not_come_in_time_is_an_error_and_no_old_answer()
    {
        await RegisterAsync("orders-1");
        var options = new ReadOptions { MinRevision = new Revision(2), Wait = TimeSpan.FromMilliseconds(20) };
        var code = RegistryErrorCode.RevisionNotReached;

        Assert.Equal(code, (await Registry.GetServiceAsync(Orders, options, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.DiscoverAsync(Orders, InstanceQuery.All, options with { Wait = TimeSpan.Zero }, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetInstanceAsync(Sample.Id("orders-1"), options, Limit)).Error?.Code);
    }

    [ServerFact]
    public async Task A_reader_that_gives_up_waiting_is_let_go()
    {
        await RegisterAsync("orders-1");
        using var giveUp = new CancellationTokenSource();
        var read = Registry.GetServiceAsync(Orders, new ReadOptions { MinRevision = new Revision(2), Wait = TimeSpan.FromSeconds(60) }, giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.ResultAsync(read));
    }

    [ServerFact]
    public async Task The_owner_answers_when_it_is_asked_for()
    {
        var position = (await RegisterAsync("orders-1")).Position;
        var options = new ReadOptions { Strong = true };

        Assert.Equal(new Freshness(position, TimeSpan.Zero, AnswerSource.Owner), (await Registry.GetServiceAsync(Orders, options, Limit)).GetValueOrThrow().Freshness);
        Assert.Equal(position, (await Registry.DiscoverAsync(Orders, InstanceQuery.All, options, Limit)).GetValueOrThrow().Freshness.Position);
        Assert.Equal(position, (await Registry.GetInstanceAsync(Sample.Id("orders-1"), options, Limit)).GetValueOrThrow().Freshness.Position);
    }

    [ServerTheory]
    [InlineData(-1, 0)]
    [InlineData(60_001, 0)]
    [InlineData(0, -1)]
    public async Task Options_out_of_bounds_are_refused(int wait, int minRevision)
    {
        await RegisterAsync("orders-1");
        var options = new ReadOptions { Wait = TimeSpan.FromMilliseconds(wait), MinRevision = new Revision(minRevision) };
        var code = RegistryErrorCode.InvalidRequest;

        Assert.Equal(code, (await Registry.GetServiceAsync(Orders, options, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.DiscoverAsync(Orders, InstanceQuery.All, options, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetInstanceAsync(Sample.Id("orders-1"), options, Limit)).Error?.Code);
    }

    [ServerFact]
    public async Task Every_answer_is_true_of_the_revision_it_names()
    {
        const int Changes = 300;
        await RegisterAsync("orders-1");
        await RegisterAsync("orders-2");
        List<(ServicePosition Position, InstanceId Id, Revision Modified)> told = [];
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Changes; i++)
            {
                var id = Sample.Id(i % 2 == 0 ? "orders-1" : "orders-2");
                (await Registry.UpdateAsync(id, new InstanceUpdate { Weight = 1 + i }, default, Limit)).GetValueOrThrow();
            }
        });
        while (!writing.IsCompleted)
        {
            var service = (await Registry.GetServiceAsync(Orders, null, Limit)).GetValueOrThrow();
            told.AddRange(service.Snapshot.Instances.Select(i => (service.Freshness.Position, i.Id, i.ModifiedRevision)));
            var found = (await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, null, Limit)).GetValueOrThrow();
            told.AddRange(found.Instances.Select(i => (found.Freshness.Position, i.Id, i.ModifiedRevision)));
            var one = (await Registry.GetInstanceAsync(Sample.Id("orders-1"), null, Limit)).GetValueOrThrow();
            told.Add((one.Freshness.Position, one.Instance.Id, one.Instance.ModifiedRevision));
        }

        await writing;
        foreach (var (position, id, modified) in told.Distinct())
        {
            var snapshot = (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(position.Revision), Limit)).GetValueOrThrow();
            Assert.Equal((position, id, snapshot.Find(id)!.ModifiedRevision), (snapshot.Position, id, modified));
        }
    }
}
