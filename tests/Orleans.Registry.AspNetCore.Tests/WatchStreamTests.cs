using System.Net.Http.Json;
using NSubstitute;
using Orleans.Registry.Protocol;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.AspNetCore.Tests;

public sealed class WatchStreamTests : IAsyncLifetime
{
    private RegistryHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await RegistryHost.StartAsync(embedded: static o => o.LogCapacity = 16);
        await _host.RegisterAsync("web", "web-1");
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task A_watch_begins_with_a_snapshot_and_goes_on_with_every_change()
    {
        var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch");
        using (reader)
        {
            var snapshot = (await reader.NextAsync())!;
            await _host.RegisterAsync("web", "größe-2");
            await _host.Registry.DeregisterAsync(InstanceId.Parse("web-1"));
            var added = (await reader.NextNewsAsync())!;
            var removed = (await reader.NextNewsAsync())!;

            Assert.Equal(("snapshot", "initial"), (snapshot.Event, snapshot.Data.GetProperty("reason").GetString()));
            Assert.Equal("web@" + snapshot.Data.GetProperty("position").GetString(), snapshot.Id);
            Assert.Equal("web-1", snapshot.Data.GetProperty("snapshot").GetProperty("instances")[0].GetProperty("id").GetString());
            Assert.Equal(("change", 2L), (added.Event, added.Revision));
            Assert.Equal("größe-2", added.Data.GetProperty("change").GetProperty("after").GetProperty("id").GetString());
            Assert.Equal("deregistered", removed.Data.GetProperty("change").GetProperty("kind").GetString());
            Assert.Equal(("healthy", "unknown"), (removed.Data.GetProperty("change").GetProperty("oldStatus").GetString(), removed.Data.GetProperty("change").GetProperty("newStatus").GetString()));
        }
    }

    [Fact]
    public async Task Frames_are_exactly_as_documented()
    {
        using var response = await _host.Client.GetAsync("/api/v1/services/web/watch?watcherId=w-1&heartbeat=100ms", HttpCompletionOption.ResponseHeadersRead);
        using var text = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal("event: open", await text.ReadLineAsync());
        Assert.Equal("""data: {"watcherId":"w-1","confirm":false,"heartbeatSeconds":0.1}""", await text.ReadLineAsync());
        Assert.Equal("", await text.ReadLineAsync());
        Assert.Equal("event: snapshot", await text.ReadLineAsync());
        Assert.Matches("^id: web@[0-9a-f]{16}-1$", await text.ReadLineAsync());
        Assert.StartsWith("""data: {"kind":"snapshot","service":"web","position":""", await text.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await text.ReadLineAsync());
        Assert.Equal("event: heartbeat", await text.ReadLineAsync());
        Assert.Equal("""data: {"kind":"heartbeat"}""", await text.ReadLineAsync());
        Assert.Equal("", await text.ReadLineAsync());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_watch_resumes_behind_the_last_event_taken_in()
    {
        var (first, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch");
        var held = (await first.NextAsync())!.Id!;
        first.Dispose();
        await _host.RegisterAsync("web", "web-2");

        foreach (var id in new[] { held, held["web@".Length..] })
        {
            var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch", id);
            using (reader)
            {
                var next = (await reader.NextNewsAsync())!;
                Assert.Equal(("change", 2L), (next.Event, next.Revision));
            }
        }
    }

    [Fact]
    public async Task A_watch_from_a_position_that_is_no_longer_kept_gets_a_snapshot_that_says_so()
    {
        var (first, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch");
        var held = (await first.NextAsync())!.Id!;
        first.Dispose();
        for (var i = 0; i < 40; i++)
        {
            await _host.RegisterAsync("web", $"more-{i}");
        }

        var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch?lastEventId=" + held);
        using (reader)
        {
            var next = (await reader.NextNewsAsync())!;
            Assert.Equal(("snapshot", "historyGone", 41L), (next.Event, next.Data.GetProperty("reason").GetString(), next.Revision));
            Assert.Equal(41, next.Data.GetProperty("snapshot").GetProperty("instances").GetArrayLength());
        }
    }

    [Fact]
    public async Task Another_epoch_is_told()
    {
        var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch", "web@00000000deadbeef-1");
        using (reader)
        {
            Assert.Equal("epochChanged", (await reader.NextNewsAsync())!.Data.GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task Several_services_share_one_stream()
    {
        await _host.RegisterAsync("api", "api-1");
        var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/watch?service=web&service=api&service=later");
        using (reader)
        {
            var snapshots = new[] { await reader.NextNewsAsync(), await reader.NextNewsAsync(), await reader.NextNewsAsync() };
            await _host.RegisterAsync("later", "later-1");
            var change = (await reader.NextNewsAsync())!;

            Assert.Equal(["api", "later", "web"], snapshots.Select(static s => s!.Data.GetProperty("service").GetString()).Order());
            Assert.Equal(("change", "later"), (change.Event, change.Data.GetProperty("service").GetString()));
        }
    }

    [Fact]
    public async Task A_posted_watch_says_what_it_holds_of_each_service()
    {
        await _host.RegisterAsync("api", "api-1");
        var web = (await _host.Registry.GetServiceAsync(ServiceName.Parse("web"))).Value.Snapshot.Position;
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/watch")
        {
            Content = JsonContent.Create(
                new WatchRequestDto { Targets = [new() { Service = "web", Position = web.ToString() }, new() { Service = "api" }], WatcherName = "test" },
                ProtocolJsonContext.Default.WatchRequestDto),
        };

        var (reader, open) = await SseReader.OpenAsync(_host.Client, request);
        using (reader)
        {
            var first = (await reader.NextNewsAsync())!;
            await _host.RegisterAsync("web", "web-2");
            var second = (await reader.NextNewsAsync())!;

            Assert.Equal(32, open.Data.GetProperty("watcherId").GetString()!.Length);
            Assert.Equal(("snapshot", "api"), (first.Event, first.Data.GetProperty("service").GetString()));
            Assert.Equal(("change", "web"), (second.Event, second.Data.GetProperty("service").GetString()));
        }
    }

    [Fact]
    public async Task A_drain_waits_for_the_confirmation_of_a_watcher_that_confirms()
    {
        var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch?confirm=true&watcherId=w%2F1&watcherName=checkout");
        using (reader)
        {
            await reader.NextNewsAsync();
            var begun = await _host.SendAsync(HttpMethod.Post, "/api/v1/instances/web-1/drain").JsonAsync();
            var position = (await reader.NextNewsAsync())!.Data.GetProperty("position").GetString();
            var confirmed = await _host.SendAsync(
                HttpMethod.Post, RegistryRoutes.ForWatcher("w/1"), $$"""[{"service":"web","position":"{{position}}"}]""").JsonAsync();
            var ended = await _host.Client.GetAsync("/api/v1/instances/web-1/drain?wait=30s").JsonAsync();

            Assert.Equal(("""["checkout"]""", false), (begun.GetProperty("late").GetRawText(), begun.GetProperty("isComplete").GetBoolean()));
            Assert.Equal(1, confirmed.GetProperty("confirmed").GetInt32());
            Assert.True(ended.GetProperty("isComplete").GetBoolean());
        }
    }

    [Fact]
    public async Task A_confirmation_of_nobody_is_refused()
        => await _host.SendAsync(HttpMethod.Post, "/api/v1/watchers/nobody/confirmations", """[{"service":"web","position":"1-1"}]""")
            .ProblemAsync(404, "watcher_not_found");

    [Fact]
    public async Task A_reader_that_goes_away_is_forgotten()
    {
        var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch");
        await Eventually.TrueAsync(async () => (await _host.Registry.GetStatsAsync()).GetValueOrThrow().Watchers == 1);

        reader.Dispose();

        await Eventually.TrueAsync(async () => (await _host.Registry.GetStatsAsync()).GetValueOrThrow().Watchers == 0);
    }

    [Fact]
    public async Task Stopping_the_server_ends_streams_with_a_reason()
    {
        var (reader, _) = await SseReader.OpenAsync(_host.Client, "/api/v1/services/web/watch");
        using (reader)
        {
            await reader.NextNewsAsync();

            var stopping = _host.StopAsync();

            var end = (await reader.NextNewsAsync())!;
            Assert.Equal(("end", "stopping"), (end.Event, end.Data.GetProperty("reason").GetString()));
            Assert.Null(await reader.NextAsync());
            await Eventually.EndsAsync(stopping);
        }
    }

    [Fact]
    public async Task Every_change_reaches_every_watcher_in_order_without_gap_or_repeat()
    {
        const int Watchers = 20;
        const int Changes = 500;
        await using var host = await RegistryHost.StartAsync();
        var position = (await host.RegisterAsync("web", "web-1")).Position;
        var readers = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(
            _ => SseReader.OpenAsync(host.Client, "/api/v1/services/web/watch", position.ToString())));

        var reading = readers.Select(async r => await ReadToAsync(r.Reader, Changes + 1)).ToArray();
        for (var i = 0; i < Changes; i++)
        {
            await host.Registry.UpdateAsync(InstanceId.Parse("web-1"), new InstanceUpdate { Weight = i % 2 });
        }

        await Eventually.EndsAsync(Task.WhenAll(reading), TimeSpan.FromMinutes(2));
        Array.ForEach(readers, static r => r.Reader.Dispose());
    }

    [Fact]
    public async Task A_failing_registry_ends_the_stream_with_its_code()
    {
        var broken = Substitute.For<IServiceRegistry>();
        broken.GetServiceAsync(default, null, default).ReturnsForAnyArgs(new RegistryError(RegistryErrorCode.ServiceNotFound, "none"));
        broken.WatchAsync(null!, default).ReturnsForAnyArgs(static _ => Broken());
        await using var host = await RegistryHost.StartAsync(registry: broken);

        var (reader, _) = await SseReader.OpenAsync(host.Client, "/api/v1/services/web/watch");
        using (reader)
        {
            Assert.Equal("internal", (await reader.NextAsync())!.Data.GetProperty("reason").GetString());
        }
    }

    private static async IAsyncEnumerable<WatchEvent> Broken()
    {
        await Task.Yield();
        if (DateTime.MinValue.Ticks == 0)
        {
            throw new InvalidOperationException("broken");
        }

        yield break;
    }

    /// <summary>Reads to a revision: every change must be the next.</summary>
    private static async Task ReadToAsync(SseReader reader, long last)
    {
        var held = 1L;
        while (held < last)
        {
            var frame = (await reader.NextNewsAsync())!;
            Assert.Equal(("change", held + 1), (frame.Event, frame.Revision));
            held++;
        }
    }
}
