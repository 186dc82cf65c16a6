using System.Net;
using System.Text.Json;
using NSubstitute;

namespace Orleans.Registry.AspNetCore.Tests;

public sealed class ServiceReadTests : IAsyncLifetime
{
    private RegistryHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await RegistryHost.StartAsync();
        await _host.RegisterAsync("web", "web-1", static d => d with { Zone = "a", Tags = TagSet.Create(["blue"]), Version = "1.0.0" });
        await _host.RegisterAsync("web", "web-2", static d => d with { Zone = "b", Tags = TagSet.Create(["blue", "big"]), Version = "2.1.0" });
        await _host.RegisterAsync("web", "web-3", static d => d with { Zone = "b", Metadata = StringMap.Create([new("tier", "größe 1")]), Protocol = "grpc" });
        await _host.Registry.ReportHealthAsync(InstanceId.Parse("web-3"), new HealthReport(InstanceSignal.CheckFailed));
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task A_whole_service_comes_with_all_that_is_in_force()
    {
        var body = await _host.Client.GetAsync("/api/v1/services/web").JsonAsync();

        var snapshot = body.GetProperty("snapshot");
        Assert.Equal(3, snapshot.GetProperty("instances").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("protected").ValueKind);
        Assert.Equal(0, snapshot.GetProperty("policy").GetProperty("version").GetInt64());
        Assert.Equal(4, body.GetProperty("freshness").GetProperty("revision").GetInt64());
    }

    [Theory]
    [InlineData("", "web-1,web-2,web-3")]
    [InlineData("?healthy=true", "web-1,web-2")]
    [InlineData("?healthy", "web-1,web-2")]
    [InlineData("?tag=blue&tag=big", "web-2")]
    [InlineData("?version=%5E1.0", "web-1,web-3")]
    [InlineData("?zone=b&healthy=true", "web-2")]
    [InlineData("?protocol=grpc", "web-3")]
    [InlineData("?meta.tier=gr%C3%B6%C3%9Fe+1", "web-3")]
    [InlineData("?region=nowhere", "")]
    public async Task Filters_must_all_hold(string query, string expected)
    {
        // Twice: the second answer comes out of the bytes of the first.
        for (var i = 0; i < 2; i++)
        {
            var body = await _host.Client.GetAsync("/api/v1/services/web/instances" + query).JsonAsync();

            var ids = body.GetProperty("instances").EnumerateArray().Select(static e => e.GetProperty("id").GetString()).Order();
            Assert.Equal(expected, string.Join(',', ids));
            Assert.Equal(3, body.GetProperty("total").GetInt32());
            Assert.Equal(4, body.GetProperty("freshness").GetProperty("revision").GetInt64());
        }
    }

    [Fact]
    public async Task An_answer_says_in_headers_what_it_says_in_its_body()
    {
        using var response = await _host.Client.GetAsync("/api/v1/services/web/instances?healthy=true");

        var freshness = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("freshness");
        Assert.Equal(freshness.GetProperty("epoch").GetString(), response.Headers.GetValues("X-Registry-Epoch").Single());
        Assert.Equal(freshness.GetProperty("revision").GetRawText(), response.Headers.GetValues("X-Registry-Revision").Single());
        Assert.Equal("0", response.Headers.GetValues("X-Registry-Age").Single());
        Assert.Equal(freshness.GetProperty("source").GetString(), response.Headers.GetValues("X-Registry-Source").Single());
    }

    [Theory]
    [InlineData("/api/v1/services/web")]
    [InlineData("/api/v1/services/web/instances?healthy=true")]
    public async Task What_the_caller_holds_is_not_sent_again_until_it_changes(string path)
    {
        using var first = await _host.Client.GetAsync(path);
        var etag = ("If-None-Match", first.Headers.ETag!.ToString());

        using var same = await _host.SendAsync(HttpMethod.Get, path, null, etag);
        using var strong = await _host.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", "\"other\", " + first.Headers.ETag.Tag));
        await _host.RegisterAsync("web", "web-4");
        using var changed = await _host.SendAsync(HttpMethod.Get, path, null, etag);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified), (same.StatusCode, strong.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.GetValues("X-Registry-Revision"), same.Headers.GetValues("X-Registry-Revision"));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
    }

    [Fact]
    public async Task A_read_waits_for_the_revision_it_asks_for()
    {
        var read = _host.Client.GetAsync("/api/v1/services/web/instances?minRevision=5&wait=30s");
        await _host.RegisterAsync("web", "web-4");

        var body = await read.JsonAsync();

        Assert.Equal(4, body.GetProperty("instances").GetArrayLength());
    }

    [Fact]
    public async Task A_changed_service_is_never_answered_with_old_bytes()
    {
        for (var i = 0; i < 50; i++)
        {
            var receipt = await _host.RegisterAsync("web", $"more-{i}");

            var body = await _host.Client.GetAsync("/api/v1/services/web/instances").JsonAsync();

            Assert.Equal(receipt.Position.Revision.Value, body.GetProperty("freshness").GetProperty("revision").GetInt64());
            Assert.Equal(4 + i, body.GetProperty("instances").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_copy_says_its_age_whatever_bytes_are_kept()
    {
        var snapshot = (await _host.Registry.GetServiceAsync(ServiceName.Parse("web"))).Value.Snapshot;
        var copy = Substitute.For<IServiceRegistry>();
        copy.GetServiceAsync(default, null, default).ReturnsForAnyArgs(
            new ServiceAnswer(snapshot, new Freshness(snapshot.Position, TimeSpan.FromMilliseconds(1500), AnswerSource.Replica)));
        await using var host = await RegistryHost.StartAsync(registry: copy);
        await _host.Client.GetAsync("/api/v1/services/web").JsonAsync();

        using var response = await host.Client.GetAsync("/api/v1/services/web");

        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(1.5, body.GetProperty("freshness").GetProperty("ageSeconds").GetDouble());
        Assert.Equal("replica", body.GetProperty("freshness").GetProperty("source").GetString());
        Assert.Equal(3, body.GetProperty("snapshot").GetProperty("instances").GetArrayLength());
        Assert.Equal("1500", response.Headers.GetValues("X-Registry-Age").Single());
        Assert.Equal("replica", response.Headers.GetValues("X-Registry-Source").Single());
    }

    [Fact]
    public async Task Held_removals_are_told_with_why_and_until_when()
    {
        var now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var snapshot = new ServiceSnapshot
        {
            Service = ServiceName.Parse("web"),
            Epoch = new Epoch(1),
            Revision = new Revision(9),
            Instances = [],
            Policy = VersionedPolicy.BuiltIn,
            Protection = new ProtectionStatus(3, now, now.AddMinutes(5), "3 fell silent at once"),
        };
        var registry = Substitute.For<IServiceRegistry>();
        registry.GetServiceAsync(default, null, default).ReturnsForAnyArgs(
            new ServiceAnswer(snapshot, new Freshness(snapshot.Position, TimeSpan.Zero, AnswerSource.Owner)));
        await using var host = await RegistryHost.StartAsync(registry: registry);

        var body = await host.Client.GetAsync("/api/v1/services/web").JsonAsync();

        Assert.Equal(
            """{"held":3,"since":"2026-05-01T12:00:00Z","until":"2026-05-01T12:05:00Z","reason":"3 fell silent at once"}""",
            body.GetProperty("snapshot").GetProperty("protected").GetRawText());
    }

    [Fact]
    public async Task Services_are_listed_by_prefix()
    {
        await _host.RegisterAsync("api", "api-1");

        var all = await _host.Client.GetAsync("/api/v1/services").JsonAsync();
        var some = await _host.Client.GetAsync("/api/v1/services?prefix=W").JsonAsync();

        Assert.Equal(["api", "web"], all.GetProperty("services").EnumerateArray().Select(static s => s.GetProperty("name").GetString()));
        var web = Assert.Single(some.GetProperty("services").EnumerateArray());
        Assert.Equal((3, 2), (web.GetProperty("instances").GetInt32(), web.GetProperty("healthy").GetInt32()));
        Assert.Equal("owner", some.GetProperty("source").GetString());
    }

    [Fact]
    public async Task Names_are_read_in_any_case()
    {
        var body = await _host.Client.GetAsync("/api/v1/services/WEB/instances").JsonAsync();

        Assert.Equal("web", body.GetProperty("service").GetString());
    }

    [Fact]
    public async Task History_is_read_forwards_and_at_a_point_and_compared()
    {
        var history = await _host.Client.GetAsync("/api/v1/services/web/history?after=1&limit=2").JsonAsync();
        var before = await _host.Client.GetAsync("/api/v1/services/web/asof?revision=1").JsonAsync();
        var difference = await _host.Client.GetAsync("/api/v1/services/web/diff?from=1&to=4").JsonAsync();
        var now = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(1).ToString("O"));
        var atTime = await _host.Client.GetAsync("/api/v1/services/web/asof?time=" + now).JsonAsync();

        Assert.Equal([2L, 3L], history.GetProperty("changes").EnumerateArray().Select(static c => c.GetProperty("revision").GetInt64()));
        Assert.Equal(4, history.GetProperty("lastRevision").GetInt64());
        Assert.Equal("web-1", Assert.Single(before.GetProperty("instances").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(2, difference.GetProperty("added").GetArrayLength());
        Assert.Equal(3, atTime.GetProperty("instances").GetArrayLength());
    }

    [Fact]
    public async Task An_explanation_names_the_rule_that_keeps_an_instance_out()
    {
        var body = await _host.Client.GetAsync("/api/v1/services/web/explain?id=web-3&healthy=true").JsonAsync();

        Assert.False(body.GetProperty("isIncluded").GetBoolean());
        Assert.Contains(body.GetProperty("reasons").EnumerateArray(), static r => !r.GetProperty("passed").GetBoolean());
        Assert.Equal(2, body.GetProperty("recentChanges").GetArrayLength());
    }
}
