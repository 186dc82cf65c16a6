using Orleans.Registry.ConformanceTests.Registries.Checking;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>The change log, the service as of a point of it, and differences, with a log that keeps 64 changes.</summary>
public abstract class HistoryConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private const int Kept = 64;

    /// <inheritdoc/>
    protected override RegistrySetup Setup { get; } = new() { LogCapacity = Kept };

    [ServerFact]
    public async Task History_is_read_in_pages_from_any_revision()
    {
        await RegisterManyAsync(10);
        List<ServiceChange> changes = [];
        for (var after = Revision.None; after.Value < 10; after = changes[^1].Revision)
        {
            changes.AddRange((await Registry.GetHistoryAsync(Orders, after, 3, Limit)).GetValueOrThrow().Changes);
        }

        Assert.Equal(Enumerable.Range(1, 10).Select(static i => (long)i), changes.Select(static c => c.Revision.Value));
        Assert.All(changes, static c => Assert.Equal(ChangeKind.Registered, c.Kind));
        var end = (await Registry.GetHistoryAsync(Orders, new Revision(10), 3, Limit)).GetValueOrThrow();
        Assert.Empty(end.Changes);
        Assert.Equal((1, 10), (end.OldestRevision.Value, end.LastRevision.Value));
    }

    [ServerFact]
    public async Task History_tells_what_the_watch_told()
    {
        var watch = await RecordAsync();
        await RegisterManyAsync(5);
        await Registry.ReportHealthAsync(Sample.Id("orders-1"), new HealthReport(InstanceSignal.CheckFailed, "disk"), default, Limit);
        await Registry.SetOverrideAsync(Sample.Id("orders-2"), new OverrideRequest(InstanceStatus.OutOfService, "swap", "ann"), default, Limit);
        await Registry.DeregisterAsync(Sample.Id("orders-3"), RemovalReason.Evicted, default, Limit);
        await watch.ShowsAsync(await ReadAsync());

        var page = (await Registry.GetHistoryAsync(Orders, Revision.None, 100, Limit)).GetValueOrThrow();

        Assert.Equal(watch.Changes.Select(Line), page.Changes.TakeLast(watch.Changes.Count).Select(Line));
        Assert.Equal("ann", page.Changes[^2].Override!.By);
    }

    [ServerFact]
    public async Task History_that_is_gone_or_still_to_come_is_an_error()
    {
        await RegisterManyAsync(1);
        await ChangeAsync(3 * Kept);
        var last = (await ReadAsync()).Revision;
        var page = (await Registry.GetHistoryAsync(Orders, last, 10, Limit)).GetValueOrThrow();
        var code = RegistryErrorCode.HistoryUnavailable;
        Assert.True(page.OldestRevision > new Revision(1));

        Assert.Equal(code, (await Registry.GetHistoryAsync(Orders, new Revision(page.OldestRevision.Value - 2), 10, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetHistoryAsync(Orders, last.Next, 10, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(new Revision(page.OldestRevision.Value - 2)), Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(last.Next), Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(DateTimeOffset.UnixEpoch), Limit)).Error?.Code);
        Assert.True((await Registry.GetHistoryAsync(Orders, new Revision(page.OldestRevision.Value - 1), 10, Limit)).IsSuccess);
        Assert.True((await Registry.GetAsOfAsync(Orders, HistoryPoint.At(new Revision(page.OldestRevision.Value - 1)), Limit)).IsSuccess);
    }

    [ServerTheory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task Pages_are_between_1_and_1000_changes_long(int limit)
    {
        await RegisterManyAsync(1);

        Assert.Equal(RegistryErrorCode.InvalidRequest, (await Registry.GetHistoryAsync(Orders, Revision.None, limit, Limit)).Error?.Code);
    }

    [ServerFact]
    public async Task As_of_a_revision_a_service_is_what_it_was()
    {
        List<ServiceSnapshot> past = [];
        async Task Remember() => past.Add(await ReadAsync());
        await RegisterManyAsync(3);
        await Remember();
        await Registry.SetOverrideAsync(Sample.Id("orders-0"), new OverrideRequest(InstanceStatus.OutOfService), default, Limit);
        await Remember();
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 7 }, new DocumentChange(), Limit);
        await Remember();
        await Registry.DeregisterAsync(Sample.Id("orders-1"), cancellationToken: Limit);
        await Remember();
        await Registry.SetConfigurationAsync(Orders, StringMap.Create([new("a", "1")]), new DocumentChange(), Limit);
        await Remember();
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 8 }, new DocumentChange(), Limit);
        await Remember();
        await RegisterAsync("orders-1");
        await Remember();

        foreach (var then in past)
        {
            var read = (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(then.Revision), Limit)).GetValueOrThrow();
            Assert.Equal(then.Position, read.Position);
            Assert.Equal(then.ChangedAt, read.ChangedAt);
            Assert.Equal(WatchMirror.Lines(then.Instances), WatchMirror.Lines(read.Instances));
            Assert.Equal((then.Policy.Version, then.Policy.Policy.MaxInstances), (read.Policy.Version, read.Policy.Policy.MaxInstances));
            Assert.Equal(then.ConfigurationVersion, read.ConfigurationVersion);
        }
    }

    [ServerFact]
    public async Task As_of_its_beginning_a_service_is_empty()
    {
        await RegisterManyAsync(3);

        var read = (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(Revision.None), Limit)).GetValueOrThrow();

        Assert.Empty(read.Instances);
        Assert.Equal(Revision.None, read.Revision);
    }

    [ServerFact]
    public async Task As_of_a_time_the_last_change_until_then_counts()
    {
        var first = await RegisterAsync("orders-1");
        var at = first.Instance.RegisteredAt;

        // The second change must have another time than the first, however coarse the clock is.
        await Eventually.TrueAsync(() => DateTimeOffset.UtcNow > at + TimeSpan.FromMilliseconds(20));
        await RegisterAsync("orders-2");

        Assert.Equal(first.Position, (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(at + TimeSpan.FromMilliseconds(1)), Limit)).GetValueOrThrow().Position);
        Assert.Equal(first.Position.Revision.Next, (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(DateTimeOffset.MaxValue), Limit)).GetValueOrThrow().Revision);
        Assert.Equal(Revision.None, (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(at - TimeSpan.FromHours(1)), Limit)).GetValueOrThrow().Revision);
    }

    [ServerFact]
    public async Task A_difference_tells_what_came_what_changed_and_what_went()
    {
        await RegisterManyAsync(3);
        var from = await ReadAsync();
        await Registry.DeregisterAsync(Sample.Id("orders-0"), cancellationToken: Limit);
        await Registry.UpdateAsync(Sample.Id("orders-1"), new InstanceUpdate { Weight = 1 }, default, Limit);
        var to = (await RegisterAsync("orders-9")).Position;
        await RegisterAsync("orders-10");

        var answer = (await Registry.GetDifferenceAsync(Orders, HistoryPoint.At(from.Revision), HistoryPoint.At(to.Revision), Limit)).GetValueOrThrow();

        Assert.Equal((from.Position, to), (answer.From, answer.To));
        Assert.Equal("orders-9", Assert.Single(answer.Difference.Added).Id.Value);
        Assert.Equal("orders-1", Assert.Single(answer.Difference.Changed).Id.Value);
        Assert.Equal("orders-0", Assert.Single(answer.Difference.Removed).Id.Value);
    }

    [ServerFact]
    public async Task A_point_differs_in_nothing_from_itself_and_differences_do_not_go_backwards()
    {
        await RegisterManyAsync(3);
        var two = HistoryPoint.At(new Revision(2));

        Assert.True((await Registry.GetDifferenceAsync(Orders, two, two, Limit)).GetValueOrThrow().Difference.IsEmpty);
        Assert.Equal(
            RegistryErrorCode.InvalidRequest, (await Registry.GetDifferenceAsync(Orders, two, HistoryPoint.At(new Revision(1)), Limit)).Error?.Code);
        Assert.Equal(
            RegistryErrorCode.HistoryUnavailable, (await Registry.GetDifferenceAsync(Orders, two, HistoryPoint.At(new Revision(4)), Limit)).Error?.Code);
    }

    private static string Line(ServiceChange change)
        => $"{change} {change.At:O} {change.Reason} {change.Cause} {change.Before?.ModifiedRevision} {change.After?.Details.Weight} {change.Override?.By}";

    private async Task RegisterManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await RegisterAsync($"orders-{i}");
        }
    }

    private async Task ChangeAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await Registry.UpdateAsync(Sample.Id("orders-0"), new InstanceUpdate { Weight = i }, default, Limit)).GetValueOrThrow();
        }
    }
}
