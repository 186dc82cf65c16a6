namespace Orleans.Registry.AspNetCore.Tests;

public sealed class LongPollTests : IAsyncLifetime
{
    private RegistryHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await RegistryHost.StartAsync();
        await _host.RegisterAsync("web", "web-1");
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task A_poll_of_a_reader_that_holds_nothing_is_answered_with_a_snapshot()
    {
        var body = await _host.SendAsync(HttpMethod.Get, "/api/v1/services/web/watch", null, ("Accept", "application/json")).JsonAsync();

        var only = Assert.Single(body.GetProperty("events").EnumerateArray());
        Assert.Equal("snapshot", only.GetProperty("kind").GetString());
        Assert.Equal(only.GetProperty("position").GetString(), body.GetProperty("position").GetString());
    }

    [Fact]
    public async Task A_poll_brings_all_changes_that_are_there()
    {
        var held = await PositionAsync();
        await _host.RegisterAsync("web", "web-2");
        await _host.RegisterAsync("web", "web-3");

        var body = await _host.Client.GetAsync($"/api/v1/services/web/watch?after={held}&wait=30s").JsonAsync();

        Assert.Equal(["change", "change"], body.GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("kind").GetString()));
        Assert.EndsWith("-3", body.GetProperty("position").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_waits_for_the_next_change()
    {
        var held = await PositionAsync();
        var poll = _host.Client.GetAsync($"/api/v1/services/web/watch?after={held}&wait=60s");
        await TestKit.Eventually.TrueAsync(async () => (await _host.Registry.GetStatsAsync()).GetValueOrThrow().Watchers == 1);

        await _host.RegisterAsync("web", "web-2");

        var body = await TestKit.Eventually.ResultAsync(poll.JsonAsync());
        Assert.Single(body.GetProperty("events").EnumerateArray());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("200ms")]
    public async Task A_poll_without_news_answers_what_the_reader_holds(string wait)
    {
        var held = await PositionAsync();

        var body = await _host.Client.GetAsync($"/api/v1/services/web/watch?after={held}&wait={wait}").JsonAsync();

        Assert.Equal(("[]", held), (body.GetProperty("events").GetRawText(), body.GetProperty("position").GetString()));
    }

    [Fact]
    public async Task Polling_on_and_on_brings_every_change_once()
    {
        var held = await PositionAsync();
        var changing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                await _host.Registry.UpdateAsync(InstanceId.Parse("web-1"), new InstanceUpdate { Weight = i % 2 });
            }
        });
        var expected = 2L;
        while (expected <= 301)
        {
            var body = await _host.Client.GetAsync($"/api/v1/services/web/watch?after={held}&wait=30s").JsonAsync();
            foreach (var change in body.GetProperty("events").EnumerateArray())
            {
                Assert.Equal(expected++, change.GetProperty("change").GetProperty("revision").GetInt64());
            }

            held = body.GetProperty("position").GetString()!;
        }

        await changing;
    }

    private async Task<string> PositionAsync()
        => (await _host.Registry.GetServiceAsync(ServiceName.Parse("web"))).Value.Snapshot.Position.ToString();
}
