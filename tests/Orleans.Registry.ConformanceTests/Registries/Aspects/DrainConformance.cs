using System.Diagnostics;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Draining: it is done when every live watcher knows (P10).</summary>
public abstract class DrainConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [ServerFact]
    public async Task A_drain_that_nobody_watches_is_complete_at_once()
    {
        await RegisterAsync("orders-1");

        var drain = await DrainAsync();

        Assert.True(drain.IsComplete);
        Assert.Equal((0, 0, 0), (drain.Watchers, drain.Confirmed, drain.NonConfirming));
        var snapshot = await ReadAsync();
        Assert.Equal(drain.Position, snapshot.Position);
        Assert.Equal(InstanceStatus.Draining, Assert.Single(snapshot.Instances).Status);
        Assert.Empty((await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, null, Limit)).GetValueOrThrow().Instances);
    }

    [ServerFact]
    public async Task Asking_for_the_next_event_confirms_the_one_before()
    {
        await RegisterAsync("orders-1");
        await using var web = OpenWatch(Named("web", WatchConfirmation.OnNext));
        await web.NextSnapshotAsync();
        web.Ask();

        var drain = await DrainAsync();
        Assert.False(drain.IsComplete);
        Assert.Equal(["web"], drain.Late);
        Assert.Equal(ChangeKind.Draining, (await web.NextChangeAsync()).Kind);
        Assert.False((await GetDrainAsync()).IsComplete);
        web.Ask();

        Assert.True((await GetDrainAsync(Long)).IsComplete);
    }

    [ServerFact]
    public async Task A_drain_waits_until_the_last_watcher_confirms()
    {
        await RegisterAsync("orders-1");
        await using var web = OpenWatch(Named("web", WatchConfirmation.OnNext));
        await using var api = OpenWatch(Named("api", WatchConfirmation.OnNext));
        await web.NextSnapshotAsync();
        await api.NextSnapshotAsync();
        web.Ask();
        api.Ask();

        var draining = Registry.DrainAsync(Id, Long, default, Limit).AsTask();
        await web.NextChangeAsync();
        await api.NextChangeAsync();
        web.Ask();
        await Eventually.TrueAsync(async () => (await GetDrainAsync()).Confirmed == 1);
        Assert.Equal(["api"], (await GetDrainAsync()).Late);
        Assert.False(draining.IsCompleted);
        api.Ask();

        var drain = (await Eventually.ResultAsync(draining, Long)).GetValueOrThrow();
        Assert.True(drain.IsComplete);
        Assert.Equal((2, 2), (drain.Watchers, drain.Confirmed));
    }

    [ServerFact]
    public async Task An_explicit_watcher_confirms_by_a_call()
    {
        await RegisterAsync("orders-1");
        await using var web = OpenWatch(Named("web", WatchConfirmation.Explicit) with { WatcherId = "w-1" });
        var snapshot = await web.NextSnapshotAsync();
        web.Ask();
        var drain = await DrainAsync();
        var change = await web.NextAsync();
        web.Ask();
        Assert.True((await Registry.ConfirmAsync("w-1", Orders, snapshot.Position, Limit)).GetValueOrThrow());
        Assert.Equal(["web"], (await GetDrainAsync()).Late);

        Assert.True((await Registry.ConfirmAsync("w-1", Orders, change.Position, Limit)).GetValueOrThrow());

        Assert.Equal(drain.Position, change.Position);
        Assert.True((await GetDrainAsync(Long)).IsComplete);
    }

    [ServerTheory]
    [InlineData(0UL, 1000)]
    [InlineData(255UL, 1)]
    [InlineData(255UL, 1000)]
    public async Task A_confirmation_of_what_was_never_delivered_confirms_nothing(ulong epochOff, long revision)
    {
        var registered = await RegisterAsync("orders-1");
        await using var web = OpenWatch(Named("web", WatchConfirmation.Explicit) with { WatcherId = "w-1" });
        await web.NextSnapshotAsync();
        web.Ask();

        var position = new ServicePosition(new Epoch(registered.Position.Epoch.Value ^ epochOff), new Revision(revision));
        var confirmed = await Registry.ConfirmAsync("w-1", Orders, position, Limit);

        // Of a lineage that is gone it may have been delivered; the future was not.
        Assert.Equal(epochOff == 0 ? RegistryErrorCode.InvalidRequest : null, confirmed.Error?.Code);

        // It waits, so that a confirmation that somebody gives for the watcher is not overtaken by the answer.
        Assert.Equal(["web"], (await DrainAsync(TimeSpan.FromMilliseconds(300))).Late);
        await Registry.ConfirmAsync("w-1", Orders, (await web.NextAsync()).Position, Limit);
        Assert.True((await GetDrainAsync(Long)).IsComplete);
        await Registry.ConfirmAsync("w-1", Orders, position, Limit);
        Assert.True((await GetDrainAsync()).IsComplete);
    }

    [ServerFact]
    public async Task A_watcher_that_never_confirms_is_not_waited_for_and_is_counted()
    {
        await RegisterAsync("orders-1");
        await using var web = OpenWatch(Named("web", WatchConfirmation.Never));
        await web.NextSnapshotAsync();
        web.Ask();

        var drain = await DrainAsync();

        Assert.True(drain.IsComplete);
        Assert.Equal((0, 1), (drain.Watchers, drain.NonConfirming));
    }

    [ServerFact]
    public async Task A_watcher_without_a_name_is_late_all_the_same()
    {
        await RegisterAsync("orders-1");
        await using var web = OpenWatch(Sample.Watch(Orders));
        await web.NextSnapshotAsync();
        web.Ask();

        Assert.False(string.IsNullOrWhiteSpace(Assert.Single((await DrainAsync()).Late)));
    }

    [ServerFact]
    public async Task A_watcher_that_lost_its_connection_is_waited_for_a_while_only()
    {
        await RegisterAsync("orders-1");
        var web = OpenWatch(Named("web", WatchConfirmation.OnNext));
        await web.NextSnapshotAsync();
        web.Ask();
        await DrainAsync();
        await web.NextChangeAsync();
        var clock = Stopwatch.StartNew();
        await web.DisposeAsync();

        var drain = await GetDrainAsync();

        // On a machine that stood still meanwhile the wait may be over already.
        if (clock.Elapsed < TimeSpan.FromSeconds(1))
        {
            Assert.False(drain.IsComplete);
            Assert.StartsWith("web", Assert.Single(drain.Late), StringComparison.Ordinal);
        }

        Assert.True((await GetDrainAsync(Long)).IsComplete);
    }

    [ServerFact]
    public async Task A_watcher_that_comes_back_behind_the_drain_is_late_until_it_has_it()
    {
        var registered = await RegisterAsync("orders-1");
        var first = OpenWatch(Named("web", WatchConfirmation.OnNext) with { WatcherId = "w-1" });
        await first.NextSnapshotAsync();
        first.Ask();
        await DrainAsync();
        await first.DisposeAsync();

        await using var second = OpenWatch(Sample.Watch(Orders, registered.Position) with { WatcherId = "w-1", WatcherName = "web" });
        Assert.Equal(ChangeKind.Draining, (await second.NextChangeAsync()).Kind);
        Assert.Equal(["web"], (await GetDrainAsync()).Late);
        second.Ask();

        Assert.True((await GetDrainAsync(Long)).IsComplete);
    }

    [ServerFact]
    public async Task A_stream_that_was_replaced_is_not_waited_for()
    {
        await RegisterAsync("orders-1");
        var stuck = OpenWatch(Named("web", WatchConfirmation.OnNext) with { WatcherId = "w-1" });
        await stuck.NextSnapshotAsync();
        await using var back = OpenWatch(Named("web", WatchConfirmation.OnNext) with { WatcherId = "w-1" });
        await back.NextSnapshotAsync();
        back.Ask();

        await DrainAsync();
        await back.NextChangeAsync();
        back.Ask();

        var drain = await GetDrainAsync(Long);
        Assert.True(drain.IsComplete);
        Assert.Equal(1, drain.Watchers);
    }

    [ServerFact]
    public async Task A_complete_drain_stays_complete()
    {
        await RegisterAsync("orders-1");
        Assert.True((await DrainAsync()).IsComplete);
        await using var web = OpenWatch(Named("web", WatchConfirmation.OnNext));
        await web.NextSnapshotAsync();

        Assert.True((await GetDrainAsync()).IsComplete);
    }

    [ServerFact]
    public async Task Draining_again_changes_nothing_and_goes_on_waiting_for_the_first()
    {
        await RegisterAsync("orders-1");
        var first = await DrainAsync();
        await RegisterAsync("orders-2");

        var second = await DrainAsync();

        Assert.Equal(first.Position, second.Position);
    }

    [ServerFact]
    public async Task A_drain_taken_back_can_be_drained_again_and_waits_anew()
    {
        await RegisterAsync("orders-1");
        var first = await DrainAsync();
        await using var web = OpenWatch(Named("web", WatchConfirmation.OnNext));
        await web.NextSnapshotAsync();
        web.Ask();
        var resumed = (await Registry.ResumeAsync(Id, default, Limit)).GetValueOrThrow();
        Assert.Equal(InstanceStatus.Healthy, resumed.Instance!.Status);
        Assert.Equal(RegistryErrorCode.InvalidTransition, (await Registry.GetDrainAsync(Id, TimeSpan.Zero, Limit)).Error?.Code);

        var second = await DrainAsync();

        Assert.True(second.Position.Revision > first.Position.Revision);
        Assert.False(second.IsComplete);
        Assert.Equal(ChangeKind.Healthy, (await web.NextChangeAsync()).Kind);
        Assert.Equal(ChangeKind.Draining, (await web.NextChangeAsync()).Kind);
        web.Ask();
        Assert.True((await GetDrainAsync(Long)).IsComplete);
    }

    [ServerFact]
    public async Task A_draining_instance_keeps_draining_whatever_its_checks_say()
    {
        await RegisterAsync("orders-1");
        await DrainAsync();

        foreach (var signal in new[] { InstanceSignal.CheckFailed, InstanceSignal.CheckPassed })
        {
            var receipt = (await Registry.ReportHealthAsync(Id, new HealthReport(signal, "disk"), default, Limit)).GetValueOrThrow();
            Assert.Equal(InstanceStatus.Draining, receipt.Instance!.Status);
        }
    }

    [ServerFact]
    public async Task Only_watchers_of_the_same_service_are_waited_for()
    {
        await RegisterAsync("orders-1");
        await RegisterAsync(Sample.Registration("billing-1", "billing"));
        await using var other = OpenWatch(Sample.Watch(ServiceName.Parse("billing")));
        await other.NextSnapshotAsync();

        Assert.True((await DrainAsync()).IsComplete);
    }

    [ServerTheory]
    [InlineData(-1)]
    [InlineData(300_001)]
    public async Task A_wait_out_of_bounds_is_refused_and_drains_nothing(int milliseconds)
    {
        await RegisterAsync("orders-1");

        await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.DrainAsync(Id, TimeSpan.FromMilliseconds(milliseconds), default, Limit).AsTask());
        await DrainAsync();
        await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.GetDrainAsync(Id, TimeSpan.FromMilliseconds(milliseconds), Limit).AsTask());
    }

    [ServerFact]
    public async Task Only_a_connected_watcher_of_the_service_can_confirm()
    {
        var position = (await RegisterAsync("orders-1")).Position;
        await using var web = OpenWatch(Sample.Watch(Orders) with { WatcherId = "w-1" });
        await web.NextSnapshotAsync();

        Assert.Equal(RegistryErrorCode.WatcherNotFound, (await Registry.ConfirmAsync("w-2", Orders, position, Limit)).Error?.Code);
        Assert.Equal(RegistryErrorCode.WatcherNotFound, (await Registry.ConfirmAsync("w-1", ServiceName.Parse("billing"), position, Limit)).Error?.Code);
    }

    private static WatchRequest Named(string name, WatchConfirmation confirmation)
        => Sample.Watch(Orders) with { WatcherName = name, Confirmation = confirmation };

    private async Task<DrainProgress> DrainAsync(TimeSpan wait = default) => (await Registry.DrainAsync(Id, wait, default, Limit)).GetValueOrThrow();

    private async Task<DrainProgress> GetDrainAsync(TimeSpan wait = default) => (await Registry.GetDrainAsync(Id, wait, Limit)).GetValueOrThrow();
}
