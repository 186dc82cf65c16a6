using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.TestKit;
using static Orleans.Registry.Client.Tests.Sample;

namespace Orleans.Registry.Client.Tests.Watching;

public sealed class WatchResumeTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeRegistryServer _server = null!;
    private HttpServiceRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeRegistryServer.StartAsync();
        _registry = Client(_server);
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_drops_inside_an_event_is_resumed_from_what_was_taken_in()
    {
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            if (number == 1)
            {
                await watch.SendAsync(Initial(1, Instance("a", 1)));
                await _firstRead.Task;
                await Eventually.TrueAsync(() => _server.Requests.Any(static r => r.Path.EndsWith("/confirmations", StringComparison.Ordinal)));
                await watch.SendAsync(Change(2, "b"));
                await watch.BreakInsideAsync(Change(3, "c"));
                return;
            }

            // What was sent last may be lost with the connection, or taken in and not confirmed yet.
            WatchEvent[] log = [Change(2, "b"), Change(3, "c"), Change(4, "d")];
            await watch.SendAsync([.. log.Where(e => e.Position.Revision > watch.Target("orders").From!.Value.Revision)]);
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 1, 2, 3, 4);
        Assert.Equal(2, _server.Watches.Count);
        Assert.Contains(_server.Watches.Last().Targets[0].From, (ServicePosition?[])[At(1), At(2)]);
        Assert.Single(_server.Watches.Select(static w => w.WatcherId).Distinct());
    }

    [Fact]
    public async Task Events_that_come_again_are_dropped()
    {
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Initial(1));
            await _firstRead.Task;
            await watch.SendAsync(
                Change(2, "a"), Change(2, "a"), Initial(2, Instance("a", 2)), Change(3, "b"), Change(2, "a"), Change(3, "b"), Change(4, "c"));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 1, 2, 3, 4);
        Assert.Single(_server.Watches);
    }

    [Fact]
    public async Task A_revision_that_is_skipped_is_asked_for_again()
    {
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            if (number == 1)
            {
                await watch.SendAsync(Initial(5));
                await _firstRead.Task;
                await watch.SendAsync(Change(6, "a"), Change(8, "c"));
                await watch.StayAsync();
            }

            await watch.SendAsync(Change(7, "b"), Change(8, "c"));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 5, 6, 7, 8);
        Assert.Equal(2, _server.Watches.Count);
    }

    [Fact]
    public async Task A_gap_that_resuming_does_not_close_ends_in_a_snapshot()
    {
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            if (number == 1)
            {
                await watch.SendAsync(Initial(5));
                await _firstRead.Task;
            }
            else if (watch.Target("orders").From is null)
            {
                await watch.SendAsync(Initial(9, Instance("z", 9)));
                await watch.StayAsync();
            }

            await watch.SendAsync(Change(7, "b"));
            await watch.StayAsync();
        };
        _server.OnRequest = static context => CannedAnswers.RefuseAsync(context, RegistryErrorCode.HistoryUnavailable);
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 5);
        var again = await reader.NextAsync();

        Assert.Equal(WatchEventKind.Snapshot, again.Kind);
        Assert.Equal(SnapshotReason.HistoryGone, again.Reason);
        Assert.Equal("z", Assert.Single(again.Snapshot!.Instances).Id.Value);
    }

    [Fact]
    public async Task A_silent_connection_is_given_up_and_made_anew()
    {
        await using var registry = Client(_server, static o => o.WatchHeartbeat = TimeSpan.FromMilliseconds(300));
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            if (number == 1)
            {
                await watch.SendAsync(Initial(1));
                await watch.StaySilentAsync();
                return;
            }

            await _firstRead.Task;
            await watch.SendAsync(Change(2, "a"));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(registry, Orders);

        await ReadAsync(reader, 1, 2);
        Assert.True(_server.Watches.Count >= 2);
    }

    [Fact]
    public async Task An_earlier_state_of_the_same_lineage_is_not_taken_in_at_once()
    {
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            switch (number)
            {
                case 1:
                    await watch.SendAsync(Initial(7, Instance("a", 7)));
                    await _firstRead.Task;
                    return;
                case 2:
                    await watch.SendAsync(WatchEvent.ForSnapshot(Snapshot(3), SnapshotReason.HistoryGone));
                    break;
                default:
                    await watch.SendAsync(Change(8, "b"));
                    break;
            }

            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 7, 8);
    }

    [Fact]
    public async Task Another_lineage_comes_as_a_snapshot_that_says_so()
    {
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            if (number == 1)
            {
                await watch.SendAsync(Initial(7, Instance("a", 7)));
                await _firstRead.Task;
                return;
            }

            await watch.SendAsync(WatchEvent.ForSnapshot(SnapshotOf(Orders, new Epoch(0xE2), 1, Instance("b", 1)), SnapshotReason.EpochChanged));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);
        await ReadAsync(reader, 7);

        var other = await reader.NextAsync();

        Assert.Equal(SnapshotReason.EpochChanged, other.Reason);
        Assert.Equal(new ServicePosition(new Epoch(0xE2), new Revision(1)), other.Position);
    }

    [Fact]
    public async Task A_registry_that_is_not_ready_is_asked_until_it_is()
    {
        _server.OnWatch = async (watch, number) =>
        {
            if (number < 3)
            {
                await watch.RefuseAsync(RegistryErrorCode.NotReady);
                return;
            }

            await watch.OpenAsync();
            await watch.SendAsync(Initial(1));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 1);
    }

    [Fact]
    public async Task A_stream_the_registry_ends_is_resumed()
    {
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            if (number == 1)
            {
                await watch.SendAsync(Initial(1));
                await _firstRead.Task;
                await watch.EndAsync();
                return;
            }

            await watch.SendAsync(Change(2, "a"));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 1, 2);
    }

    [Fact]
    public async Task What_cannot_be_read_costs_the_connection_and_nothing_else()
    {
        _server.OnWatch = async (watch, number) =>
        {
            await watch.OpenAsync();
            if (number == 1)
            {
                await watch.SendAsync(Initial(1));
                await _firstRead.Task;
                await watch.FrameAsync("change", "{ this is not json");
                await watch.StayAsync();
            }

            await watch.SendAsync(Change(2, "a"));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);

        await ReadAsync(reader, 1, 2);
    }

    [Fact]
    public async Task A_watch_completes_when_the_client_is_disposed()
    {
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Initial(1));
            await watch.StayAsync();
        };
        await using var reader = new WatchReader(_registry, Orders);
        await reader.NextAsync();

        await Eventually.EndsAsync(_registry.DisposeAsync().AsTask());

        Assert.True(await reader.CompletesAsync());
    }

    // A reader gets the state as it is when it reads; only what comes after its first event is told one by one.
    private async Task ReadAsync(WatchReader reader, params long[] revisions)
    {
        var first = await reader.RevisionsAsync(1);
        _firstRead.TrySetResult();
        Assert.Equal(revisions, first.Concat(await reader.RevisionsAsync(revisions.Length - 1)));
    }

    internal static HttpServiceRegistry Client(FakeRegistryServer server, Action<ServiceRegistryClientOptions>? configure = null)
    {
        var options = Options(server);
        configure?.Invoke(options);
        return new HttpServiceRegistry(options);
    }

    // Heartbeats are left as they are, so that a machine that stands still does not look like a silent connection.
    internal static ServiceRegistryClientOptions Options(FakeRegistryServer server)
    {
        var options = new ServiceRegistryClientOptions
        {
            FirstRetryDelay = TimeSpan.FromMilliseconds(5),
            MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        };
        options.Addresses.Add(server.Address);
        return options;
    }
}
