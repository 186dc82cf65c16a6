using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.Protocol;
using Orleans.Registry.TestKit;
using static Orleans.Registry.Client.Tests.Sample;

namespace Orleans.Registry.Client.Tests.Watching;

public sealed class WatchSharingTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
    public async Task Watches_that_come_together_share_one_connection()
    {
        _server.OnWatch = StateAsync;
        await using var first = new WatchReader(_registry, Orders);
        await using var second = new WatchReader(_registry, Stock);
        first.Ask();
        second.Ask();

        Assert.Equal(Orders, (await first.NextAsync()).Service);
        Assert.Equal(Stock, (await second.NextAsync()).Service);
        Assert.Equal([Orders, Stock], _server.Watches.Last().Targets.Select(static t => t.Service).Order());
        Assert.InRange(_server.Watches.Count, 1, 2);
    }

    [Fact]
    public async Task A_watch_that_comes_later_takes_the_others_along_from_where_they_are()
    {
        _server.OnWatch = StateAsync;
        await using var first = new WatchReader(_registry, Orders);
        await first.NextAsync();
        first.Ask();
        await using var second = new WatchReader(_registry, Stock);

        Assert.Equal(Stock, (await second.NextAsync()).Service);
        Assert.Equal(2, _server.Watches.Count);
        var both = _server.Watches.Last();
        Assert.Equal(At(1), both.Targets.Single(static t => t.Service == Orders).From);
        Assert.Null(both.Targets.Single(static t => t.Service == Stock).From);
    }

    [Fact]
    public async Task A_second_reader_of_a_service_is_served_from_what_is_held()
    {
        _server.OnWatch = StateAsync;
        await using var first = new WatchReader(_registry, Orders);
        await first.NextAsync();
        await using var second = new WatchReader(_registry, Orders);

        var snapshot = await second.NextAsync();

        Assert.Equal(SnapshotReason.Initial, snapshot.Reason);
        Assert.Equal("a", Assert.Single(snapshot.Snapshot!.Instances).Id.Value);
        Assert.Single(_server.Watches);
        Assert.DoesNotContain(_server.Requests, static r => r.Method == "GET");
    }

    [Fact]
    public async Task A_slow_reader_costs_a_bounded_backlog_and_is_caught_up_without_a_gap()
    {
        await using var registry = WatchResumeTests.Client(_server, static o => o.WatchBacklog = 16);
        var log = Enumerable.Range(2, 199).Select(static r => Change(r, $"i{r}")).ToArray();
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Initial(1));
            await _go.Task;
            await watch.SendAsync(log);
            await watch.StayAsync();
        };
        _server.OnRequest = context => CannedAnswers.HistoryAsync(context, [.. log.Where(e => e.Position.Revision.Value > After(context)).Take(50)]);
        await using var slow = new WatchReader(registry, Orders);
        await slow.NextAsync();
        await using var quick = new WatchReader(registry, Orders);
        await quick.NextAsync();
        _go.SetResult();
        await Eventually.TrueAsync(async () => (await quick.NextAsync()).Position == At(200));

        Assert.Equal(Enumerable.Range(2, 199).Select(static r => (long)r), await slow.RevisionsAsync(199));
    }

    [Fact]
    public async Task A_drain_is_confirmed_once_the_reader_took_it_in_and_not_before()
    {
        _server.OnWatch = DrainAsync;
        _server.OnRequest = AcceptConfirmationsAsync;
        await using var reader = new WatchReader(_registry, Orders);
        await reader.NextAsync();
        _go.SetResult();
        await reader.NextAsync();
        Assert.DoesNotContain(At(2), Confirmed(Orders));

        reader.Ask();

        await Eventually.TrueAsync(() => Confirmed(Orders).Contains(At(2)));
    }

    [Fact]
    public async Task A_drain_is_confirmed_when_every_reader_of_the_process_took_it_in()
    {
        _server.OnWatch = DrainAsync;
        _server.OnRequest = AcceptConfirmationsAsync;
        await using var quick = new WatchReader(_registry, Orders);
        await quick.NextAsync();
        var slow = new WatchReader(_registry, Orders);
        await slow.NextAsync();
        slow.Ask();
        _go.SetResult();
        await quick.NextAsync();
        quick.Ask();
        await slow.NextAsync();
        Assert.DoesNotContain(At(2), Confirmed(Orders));

        await slow.DisposeAsync();

        await Eventually.TrueAsync(() => Confirmed(Orders).Contains(At(2)));
    }

    [Fact]
    public async Task Nothing_is_confirmed_for_a_reader_that_claims_to_hold_the_future_before_it_is_set_right()
    {
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Initial(1, Instance("a", 1)));
            await Eventually.TrueAsync(() => _server.Requests.Any(static r => r.Method == "GET"));
            await watch.SendAsync(Change(2, "a", InstanceStatus.Draining));
            await watch.SendAsync(WatchEvent.ForSnapshot(SnapshotOf(Stock, Lineage, 1, Instance("b", 1, service: Stock)), SnapshotReason.Initial));
            await watch.StayAsync();
        };
        _server.OnRequest = async context =>
        {
            if (context.Request.Method != "GET")
            {
                await AcceptConfirmationsAsync(context);
                return;
            }

            await _go.Task;
            await CannedAnswers.RefuseAsync(context, RegistryErrorCode.HistoryUnavailable);
        };
        await using var reader = new WatchReader(_registry, new WatchRequest { Targets = [new WatchTarget(Orders, At(1000))] });
        reader.Ask();
        await using var other = new WatchReader(_registry, Stock);

        // Confirmations leave in their order: when this one is there, none is on its way before it.
        await other.NextAsync();
        other.Ask();
        await Eventually.TrueAsync(() => Confirmed(Stock).Contains(At(1)));
        Assert.Empty(Confirmed(Orders));

        _go.SetResult();
        Assert.Equal(SnapshotReason.HistoryGone, (await reader.NextAsync()).Reason);
        reader.Ask();
        await Eventually.TrueAsync(() => Confirmed(Orders).Contains(At(2)));
    }

    [Fact]
    public async Task An_explicit_confirmation_of_what_was_not_given_yet_confirms_nothing()
    {
        _server.OnWatch = async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Initial(1, Instance("a", 1)));
            await _go.Task;
            await watch.SendAsync(Change(2, "a", InstanceStatus.Draining));
            await watch.SendAsync(WatchEvent.ForSnapshot(SnapshotOf(Stock, Lineage, 1, Instance("b", 1, service: Stock)), SnapshotReason.Initial));
            await watch.StayAsync();
        };
        _server.OnRequest = AcceptConfirmationsAsync;
        await using var reader = new WatchReader(_registry, new WatchRequest
        {
            Targets = [new WatchTarget(Orders)],
            WatcherId = "mine",
            Confirmation = WatchConfirmation.Explicit,
        });
        await using var other = new WatchReader(_registry, Stock);
        other.Ask();
        await reader.NextAsync();
        reader.Ask();
        await _registry.ConfirmAsync("mine", Orders, At(1000));
        _go.SetResult();
        await other.NextAsync();
        other.Ask();
        await Eventually.TrueAsync(() => Confirmed(Stock).Contains(At(1)));
        Assert.DoesNotContain(At(2), Confirmed(Orders));

        Assert.Equal(At(2), (await reader.NextAsync()).Position);
        await _registry.ConfirmAsync("mine", Orders, At(2));

        await Eventually.TrueAsync(() => Confirmed(Orders).Contains(At(2)));
    }

    [Fact]
    public async Task An_explicit_confirmation_gets_the_answer_of_the_registry()
    {
        _server.OnWatch = DrainAsync;
        _server.OnRequest = AcceptConfirmationsAsync;
        await using var reader = new WatchReader(_registry, new WatchRequest
        {
            Targets = [new WatchTarget(Orders)],
            WatcherId = "mine",
            Confirmation = WatchConfirmation.Explicit,
        });
        await reader.NextAsync();
        _go.SetResult();
        await reader.NextAsync();
        reader.Ask();

        var confirmed = await _registry.ConfirmAsync("mine", Orders, At(2));

        Assert.True(confirmed.IsSuccess);
        Assert.Contains(At(2), Confirmed(Orders));
        Assert.Equal(RegistryErrorCode.WatcherNotFound, (await _registry.ConfirmAsync("other", Orders, At(2))).Error?.Code);
    }

    [Fact]
    public async Task Nobody_waits_for_readers_that_do_not_confirm()
    {
        _server.OnWatch = DrainAsync;
        await using var reader = new WatchReader(_registry, new WatchRequest
        {
            Targets = [new WatchTarget(Orders)],
            Confirmation = WatchConfirmation.Never,
        });

        await reader.NextAsync();

        Assert.Equal(WatchConfirmation.Never, _server.Watches.Last().Confirmation);
    }

    [Fact]
    public async Task A_confirmation_that_gets_lost_is_sent_again()
    {
        var attempts = 0;
        _server.OnWatch = DrainAsync;
        _server.OnRequest = context => Interlocked.Increment(ref attempts) < 4
            ? CannedAnswers.RefuseAsync(context, RegistryErrorCode.WatcherNotFound)
            : AcceptConfirmationsAsync(context);
        await using var reader = new WatchReader(_registry, Orders);
        await reader.NextAsync();
        _go.SetResult();
        await reader.NextAsync();
        reader.Ask();

        await Eventually.TrueAsync(() => attempts >= 4 && Confirmed(Orders).Contains(At(2)));
    }

    [Fact]
    public async Task Heartbeats_come_while_the_registry_is_heard_and_not_when_it_is_gone()
    {
        _server.OnWatch = StateAsync;
        await using var reader = new WatchReader(_registry, new WatchRequest
        {
            Targets = [new WatchTarget(Orders)],
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        });
        await reader.NextAsync();
        Assert.Equal(WatchEventKind.Heartbeat, (await reader.NextAsync()).Kind);

        _server.OnWatch = static (watch, _) => watch.RefuseAsync(RegistryErrorCode.NotReady);
        _go.SetResult();
        await Eventually.TrueAsync(() => _server.Watches.Count > 3);

        // At most one was on its way when the connection ended; then nothing more for several intervals' worth of attempts.
        reader.Ask();
        var before = _server.Watches.Count;
        await Eventually.TrueAsync(() => _server.Watches.Count > before + 20);
        _server.OnWatch = static async (watch, _) =>
        {
            await watch.OpenAsync();
            await watch.SendAsync(Change(2, "b"));
            await watch.StayAsync();
        };
        List<WatchEventKind> kinds = [];
        while (kinds.Count == 0 || kinds[^1] == WatchEventKind.Heartbeat)
        {
            kinds.Add((await reader.NextAsync()).Kind);
        }

        Assert.InRange(kinds.Count, 1, 3);
    }

    [Fact]
    public async Task A_wrong_request_is_refused_with_every_wrong_field()
    {
        await using var reader = new WatchReader(_registry, new WatchRequest
        {
            Targets = [new WatchTarget(Orders), new WatchTarget(Orders)],
            HeartbeatInterval = TimeSpan.Zero,
        });

        var refusal = await Assert.ThrowsAsync<ArgumentException>(reader.NextAsync);

        Assert.Contains("targets", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("heartbeat", refusal.Message, StringComparison.Ordinal);
    }

    private static long After(HttpContext context)
        => context.Request.Query["after"].Count == 0 ? long.MaxValue : long.Parse(context.Request.Query["after"]!, null);

    private static Task AcceptConfirmationsAsync(HttpContext context) => context.Response.WriteAsync("{\"confirmed\":1}");

    private IReadOnlyList<ServicePosition> Confirmed(ServiceName service) =>
    [
        .. _server.Requests
            .Where(static r => r.Path.EndsWith("/confirmations", StringComparison.Ordinal))
            .SelectMany(static r => JsonSerializer.Deserialize(r.Body, ProtocolJsonContext.Default.IReadOnlyListConfirmationDto)!.ToDomain().GetValueOrThrow())
            .Where(c => c.Service == service)
            .Select(static c => c.Position),
    ];

    // Sends the state of what is asked for, the whole of it or nothing when it is held.
    private async Task StateAsync(WatchScript watch, int number)
    {
        await watch.OpenAsync();
        foreach (var target in watch.Request.Targets.Where(static t => t.From is null))
        {
            var snapshot = SnapshotOf(target.Service, Lineage, 1, Instance("a", 1, service: target.Service));
            await watch.SendAsync(WatchEvent.ForSnapshot(snapshot, SnapshotReason.Initial));
        }

        await Task.WhenAny(_go.Task, watch.StayAsync());
    }

    private async Task DrainAsync(WatchScript watch, int number)
    {
        await watch.OpenAsync();
        await watch.SendAsync(Initial(1, Instance("a", 1)));
        await _go.Task;
        await watch.SendAsync(Change(2, "a", InstanceStatus.Draining));
        await watch.StayAsync();
    }
}
