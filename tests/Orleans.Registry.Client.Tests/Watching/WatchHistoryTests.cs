using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.TestKit;
using static Orleans.Registry.Client.Tests.Sample;

namespace Orleans.Registry.Client.Tests.Watching;

/// <summary>A reader that stands further back than what its process holds asks the registry for what it lacks.</summary>
public sealed class WatchHistoryTests : IAsyncLifetime
{
    private FakeRegistryServer _server = null!;
    private HttpServiceRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeRegistryServer.StartAsync();
        _registry = WatchResumeTests.Client(_server);
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_that_stands_further_back_is_caught_up_from_the_change_log()
    {
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Initial(5, Instance("a", 5)));
            await watch.StayAsync();
        };
        _server.OnRequest = context => CannedAnswers.HistoryAsync(context, Change(4, "d"), Change(5, "e"));
        await using var reader = new WatchReader(_registry, new WatchRequest { Targets = [new WatchTarget(Orders, At(3))] });

        Assert.Equal([4, 5], await reader.RevisionsAsync(2));
        Assert.Contains(_server.Requests, static r => r.Path == "/api/v1/services/orders/history?after=3&limit=1000");
    }

    [Fact]
    public async Task A_reader_whose_history_is_gone_gets_a_snapshot_that_says_so()
    {
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Initial(500, Instance("a", 500)));
            await watch.StayAsync();
        };
        _server.OnRequest = static context => CannedAnswers.RefuseAsync(context, RegistryErrorCode.HistoryUnavailable);
        await using var reader = new WatchReader(_registry, new WatchRequest { Targets = [new WatchTarget(Orders, At(3))] });

        var snapshot = await reader.NextAsync();

        Assert.Equal(SnapshotReason.HistoryGone, snapshot.Reason);
        Assert.Equal(At(500), snapshot.Position);
    }

    [Theory]
    [InlineData(RegistryErrorCode.NotReady)]
    [InlineData(RegistryErrorCode.StoreUnavailable)]
    [InlineData(RegistryErrorCode.Overloaded)]
    [InlineData(RegistryErrorCode.Internal)]
    public async Task A_registry_that_cannot_tell_the_history_now_is_asked_again_and_nothing_is_called_lost(RegistryErrorCode code)
    {
        var refusals = 0;
        _server.OnWatch = StandAtFiveAsync;
        _server.OnRequest = context => Interlocked.Increment(ref refusals) <= TriesOfACall + 1
            ? CannedAnswers.RefuseAsync(context, code)
            : CannedAnswers.HistoryAsync(context, Change(4, "d"), Change(5, "e"));
        await using var reader = new WatchReader(_registry, new WatchRequest { Targets = [new WatchTarget(Orders, At(3))] });

        Assert.Equal([4, 5], await reader.RevisionsAsync(2));
    }

    [Fact]
    public async Task An_answer_from_who_is_not_as_far_as_the_stream_is_not_taken_for_a_loss()
    {
        var answers = 0;
        _server.OnWatch = StandAtFiveAsync;
        _server.OnRequest = context => Interlocked.Increment(ref answers) == 1
            ? CannedAnswers.HistoryAsync(context)
            : CannedAnswers.HistoryAsync(context, Change(4, "d"), Change(5, "e"));
        await using var reader = new WatchReader(_registry, new WatchRequest { Targets = [new WatchTarget(Orders, At(3))] });

        Assert.Equal([4, 5], await reader.RevisionsAsync(2));
    }

    [Fact]
    public async Task While_the_history_of_one_service_cannot_be_told_the_others_are_read_and_no_heartbeat_says_that_all_is_known()
    {
        var isTold = false;
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            foreach (var target in watch.Request.Targets)
            {
                await watch.SendAsync(WatchEvent.ForSnapshot(SnapshotOf(target.Service, Lineage, 5, Instance("a", 5, service: target.Service)), SnapshotReason.Initial));
            }

            while (!Volatile.Read(ref isTold))
            {
                await watch.SendAsync(WatchEvent.Heartbeat);
                await Task.Delay(10);
            }

            await watch.StayAsync();
        };
        _server.OnRequest = context => Volatile.Read(ref isTold)
            ? CannedAnswers.HistoryAsync(context, Change(4, "d"), Change(5, "e"))
            : CannedAnswers.RefuseAsync(context, RegistryErrorCode.NotReady);
        await using var reader = new WatchReader(_registry, new WatchRequest
        {
            Targets = [new WatchTarget(Orders, At(3)), new WatchTarget(ServiceName.Parse("billing"))],
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        });

        Assert.Equal("billing", (await reader.NextAsync()).Service.Value);
        reader.Ask();
        await Eventually.TrueAsync(() => _server.Requests.Count(static r => r.Method == "GET") > TriesOfACall);
        Volatile.Write(ref isTold, true);
        var next = await reader.NextAsync();

        Assert.Equal((WatchEventKind.Change, 4), (next.Kind, next.Position.Revision.Value));
    }

    [Fact]
    public async Task A_registry_that_never_tells_the_history_ends_in_a_snapshot_that_calls_nothing_lost()
    {
        await using var registry = WatchResumeTests.Client(_server, static o => o.RequestTimeout = TimeSpan.FromMilliseconds(200));
        _server.OnWatch = StandAtFiveAsync;
        _server.OnRequest = static context => CannedAnswers.RefuseAsync(context, RegistryErrorCode.NotReady);
        await using var reader = new WatchReader(registry, new WatchRequest { Targets = [new WatchTarget(Orders, At(3))] });

        var snapshot = await reader.NextAsync();

        Assert.Equal((SnapshotReason.HistoryUnanswered, At(5)), (snapshot.Reason, snapshot.Position));
    }

    // What a single call tries before it fails, by the options of the client under test.
    private static int TriesOfACall => new ServiceRegistryClientOptions().MaxAttempts;

    private static async Task StandAtFiveAsync(WatchScript watch, int number)
    {
        await watch.OpenAsync();
        await watch.SendAsync(Initial(5, Instance("a", 5)));
        await watch.StayAsync();
    }
}
