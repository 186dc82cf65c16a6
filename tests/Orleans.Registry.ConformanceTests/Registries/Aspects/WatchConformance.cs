using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Watching: in order, without a gap, without a repeat (P3).</summary>
public abstract class WatchConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    [ServerFact]
    public async Task A_watch_begins_with_a_snapshot_and_goes_on_with_every_change()
    {
        await RegisterAsync("orders-1");
        await using var watch = OpenWatch(Sample.Watch(Orders));

        var first = await watch.NextSnapshotAsync();
        Assert.Equal(SnapshotReason.Initial, first.Reason);
        Assert.Equal("orders-1", Assert.Single(first.Snapshot!.Instances).Id.Value);
        await RegisterAsync("orders-2");
        await Registry.ReportHealthAsync(Sample.Id("orders-1"), new HealthReport(InstanceSignal.CheckFailed, "disk"), default, Limit);
        await Registry.DeregisterAsync(Sample.Id("orders-2"), cancellationToken: Limit);

        Assert.Equal(ChangeKind.Registered, (await watch.NextChangeAsync()).Kind);
        var unhealthy = await watch.NextChangeAsync();
        Assert.Equal((InstanceStatus.Healthy, InstanceStatus.Unhealthy), (unhealthy.OldStatus, unhealthy.NewStatus));
        Assert.Equal(ChangeKind.Deregistered, (await watch.NextChangeAsync()).Kind);
        watch.Mirror.AssertShows(await ReadAsync());
    }

    [ServerFact]
    public async Task A_service_can_be_watched_before_it_exists()
    {
        await using var watch = OpenWatch(Sample.Watch(Orders));
        var nothing = await watch.NextSnapshotAsync();
        Assert.Equal(new ServicePosition(Epoch.None, Revision.None), nothing.Position);
        Assert.Empty(nothing.Snapshot!.Instances);

        var receipt = await RegisterAsync("orders-1");

        Assert.Equal(new Revision(1), (await watch.NextChangeAsync()).Revision);
        Assert.Equal(receipt.Position, watch.Mirror.Position(Orders));
    }

    [ServerFact]
    public async Task A_reader_goes_on_from_what_it_holds_without_a_snapshot()
    {
        var first = await RegisterAsync("orders-1");
        await RegisterAsync("orders-2");
        await RegisterAsync("orders-3");

        await using var watch = OpenWatch(Sample.Watch(Orders, first.Position));

        Assert.Equal(Sample.Id("orders-2"), (await watch.NextChangeAsync()).InstanceId);
        Assert.Equal(Sample.Id("orders-3"), (await watch.NextChangeAsync()).InstanceId);
    }

    [ServerFact]
    public async Task A_reader_that_holds_the_beginning_gets_every_change()
    {
        var first = await RegisterAsync("orders-1");
        await RegisterAsync("orders-2");

        await using var watch = OpenWatch(Sample.Watch(Orders, first.Position with { Revision = Revision.None }));

        Assert.Equal(new Revision(1), (await watch.NextChangeAsync()).Revision);
        Assert.Equal(new Revision(2), (await watch.NextChangeAsync()).Revision);
        watch.Mirror.AssertShows(await ReadAsync());
    }

    [ServerFact]
    public async Task A_reader_that_holds_everything_hears_of_the_next_change_first()
    {
        var first = await RegisterAsync("orders-1");
        await using var watch = OpenWatch(Sample.Watch(Orders, first.Position));
        watch.Ask();

        await RegisterAsync("orders-2");

        Assert.Equal(new Revision(2), (await watch.NextChangeAsync()).Revision);
    }

    [ServerFact]
    public async Task Policies_and_configurations_are_changes_too()
    {
        await RegisterAsync("orders-1");
        var watch = await RecordAsync();
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 5 }, new DocumentChange { Comment = "small" }, Limit);
        await Registry.SetConfigurationAsync(Orders, StringMap.Create([new("mode", "fast")]), new DocumentChange(), Limit);

        var snapshot = await ReadAsync();
        await watch.ShowsAsync(snapshot);

        Assert.Equal(5, watch.Changes.Single(static c => c.Kind == ChangeKind.PolicyChanged).Policy!.Policy.MaxInstances);
        Assert.Equal("fast", watch.Changes.Single(static c => c.Kind == ChangeKind.ConfigChanged).Configuration!.Entries["mode"]);
        Assert.Equal((1L, 1L), (snapshot.Policy.Version, snapshot.ConfigurationVersion));
    }

    [ServerFact]
    public async Task One_stream_carries_many_services_each_in_its_own_order()
    {
        var services = Enumerable.Range(0, 20).Select(static i => ServiceName.Parse($"service-{i}")).ToArray();
        var watch = await RecordAsync(services);
        await Task.WhenAll(services.Select(async service =>
        {
            for (var i = 0; i < 10; i++)
            {
                await RegisterAsync(Sample.Registration($"{service}-{i}", service.Value));
            }
        }));

        foreach (var service in services)
        {
            await watch.ShowsAsync(await ReadAsync(service));
        }
    }

    [ServerFact]
    public async Task A_silent_stream_beats()
    {
        await RegisterAsync("orders-1");
        var watch = await RecordAsync(Sample.Watch(Orders) with { HeartbeatInterval = TimeSpan.FromMilliseconds(100) });

        await watch.UntilAsync(static w => w.Events.Count(static e => e.Kind == WatchEventKind.Heartbeat) >= 3, "three heartbeats come");
    }

    [ServerFact]
    public async Task A_stream_opened_under_the_id_of_another_ends_the_other()
    {
        await RegisterAsync("orders-1");
        await using var first = OpenWatch(Sample.Watch(Orders) with { WatcherId = "w-1" });
        await first.NextSnapshotAsync();
        first.Ask();

        await using var second = OpenWatch(Sample.Watch(Orders) with { WatcherId = "w-1" });
        await second.NextSnapshotAsync();

        await first.EndsAsync();
        second.Ask();
        await RegisterAsync("orders-2");
        await second.NextChangeAsync();
        Assert.Equal(1, (await Registry.GetStatsAsync(Limit)).GetValueOrThrow().Watchers);
    }

    [ServerFact]
    public async Task A_reader_that_cancels_is_let_go()
    {
        await RegisterAsync("orders-1");
        using var stop = new CancellationTokenSource();
        await using var events = Registry.WatchAsync(Sample.Watch(Orders), stop.Token).GetAsyncEnumerator(Limit);
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.ResultAsync(next));
        await Eventually.TrueAsync(async () => (await Registry.GetStatsAsync(Limit)).GetValueOrThrow().Watchers == 0);
    }

    [ServerFact]
    public async Task Many_watchers_of_one_service_all_see_the_same()
    {
        var watches = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RecordAsync()));
        for (var i = 0; i < 40; i++)
        {
            await RegisterAsync($"orders-{i}");
            if (i % 4 == 3)
            {
                await Registry.DeregisterAsync(Sample.Id($"orders-{i - 2}"), cancellationToken: Limit);
            }
        }

        var snapshot = await ReadAsync();
        foreach (var watch in watches)
        {
            await watch.ShowsAsync(snapshot);
            Assert.All(watch.Snapshots, static s => Assert.Equal(SnapshotReason.Initial, s.Reason));
        }
    }

    public static TheoryData<string, WatchRequest> BadRequests => new()
    {
        { "no service", Sample.Watch() },
        { "a service twice", Sample.Watch(Orders, Orders) },
        { "the empty name", Sample.Watch(default(ServiceName)) },
        { "too many services", Sample.Watch([.. Enumerable.Range(0, 10_001).Select(static i => ServiceName.Parse($"s{i}"))]) },
        { "a long watcher id", Sample.Watch(Orders) with { WatcherId = new string('w', 65) } },
        { "a long watcher name", Sample.Watch(Orders) with { WatcherName = new string('w', 129) } },
        { "a short heartbeat", Sample.Watch(Orders) with { HeartbeatInterval = TimeSpan.FromMilliseconds(99) } },
        { "a long heartbeat", Sample.Watch(Orders) with { HeartbeatInterval = TimeSpan.FromMinutes(6) } },
        { "an unknown confirmation", Sample.Watch(Orders) with { Confirmation = (WatchConfirmation)9 } },
    };

    [ServerTheory]
    [MemberData(nameof(BadRequests))]
    public async Task A_request_that_is_not_valid_is_a_bad_argument(string what, WatchRequest request)
    {
        await using var events = Registry.WatchAsync(request, Limit).GetAsyncEnumerator(Limit);

        var exception = await Xunit.Record.ExceptionAsync(async () => await events.MoveNextAsync());

        Assert.True(exception is ArgumentException, $"{what}: {exception}");
        Assert.Equal(0, (await Registry.GetStatsAsync(Limit)).GetValueOrThrow().Watchers);
    }
}
