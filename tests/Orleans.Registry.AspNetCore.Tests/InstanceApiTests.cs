using System.Net;
using System.Text.Json;

namespace Orleans.Registry.AspNetCore.Tests;

public sealed class InstanceApiTests : IAsyncLifetime
{
    private const string Web1 = """{"service":"web","id":"web-1","address":"10.0.0.1","port":80,"tags":["b","a"],"metadata":{"k":"v"},"ttlSeconds":30}""";

    private RegistryHost _host = null!;

    public async Task InitializeAsync() => _host = await RegistryHost.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Registering_a_new_instance_creates_it_and_says_where_it_is()
    {
        using var response = await _host.SendAsync(HttpMethod.Post, "/api/v1/instances", Web1);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/api/v1/instances/web-1", response.Headers.Location?.ToString());
        Assert.Equal("1", response.Headers.GetValues("X-Registry-Revision").Single());
        Assert.Equal("owner", response.Headers.GetValues("X-Registry-Source").Single());
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.True(body.GetProperty("isNew").GetBoolean());
        Assert.Equal("healthy", body.GetProperty("instance").GetProperty("status").GetString());
        Assert.EndsWith("-1", body.GetProperty("position").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registering_again_answers_200_and_makes_no_revision()
    {
        await _host.SendAsync(HttpMethod.Post, "/api/v1/instances", Web1);

        var body = await _host.SendAsync(HttpMethod.Post, "/api/v1/instances", Web1).JsonAsync();

        Assert.False(body.GetProperty("isNew").GetBoolean());
        Assert.EndsWith("-1", body.GetProperty("position").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mutation_repeated_under_its_key_is_applied_once()
    {
        await _host.RegisterAsync("web", "web-1");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var first = await _host.SendAsync(HttpMethod.Delete, "/api/v1/instances/web-1", null, key).JsonAsync();
        var second = await _host.SendAsync(HttpMethod.Delete, "/api/v1/instances/web-1", null, key).JsonAsync();

        Assert.True(first.GetProperty("changed").GetBoolean());
        Assert.False(second.GetProperty("changed").GetBoolean());
        Assert.Equal(first.GetProperty("position").GetString(), second.GetProperty("position").GetString());
    }

    [Fact]
    public async Task A_key_used_for_another_mutation_is_refused()
    {
        await _host.RegisterAsync("web", "web-1");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"weight":5}""", key).JsonAsync();

        await _host.SendAsync(HttpMethod.Post, "/api/v1/instances", Web1.Replace("web-1", "web-2", StringComparison.Ordinal), key)
            .ProblemAsync(422, "operation_id_reused");
    }

    [Fact]
    public async Task An_instance_is_read_with_its_lease_and_freshness()
    {
        await _host.RegisterAsync("web", "web-1");

        var body = await _host.Client.GetAsync("/api/v1/instances/web-1").JsonAsync();

        Assert.Equal(600, body.GetProperty("lease").GetProperty("ttlSeconds").GetDouble());
        Assert.Equal(1, body.GetProperty("freshness").GetProperty("revision").GetInt64());
        Assert.Equal("owner", body.GetProperty("freshness").GetProperty("source").GetString());
        Assert.EndsWith("Z", body.GetProperty("instance").GetProperty("registeredAt").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orders/eu-1#7")]
    [InlineData("a%2Fb")]
    [InlineData("100%")]
    [InlineData("größe-東京-🚀")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("~..")]
    [InlineData("~x")]
    [InlineData("a?b=c&d+e")]
    [InlineData("a\"b\\c")]
    public async Task Any_id_can_be_named_in_a_path(string id)
    {
        await _host.RegisterAsync("web", id);
        await _host.RegisterAsync("web", "decoy");
        var path = Protocol.RegistryRoutes.For(Protocol.RegistryRoutes.Instance, InstanceId.Parse(id));

        var read = await _host.Client.GetAsync(path).JsonAsync();
        var renewed = await _host.SendAsync(HttpMethod.Put, path + "/lease");
        await _host.SendAsync(HttpMethod.Delete, path).JsonAsync();

        Assert.Equal(id, read.GetProperty("instance").GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NoContent, renewed.StatusCode);
        await _host.Client.GetAsync(path).ProblemAsync(404, "instance_not_found");
        Assert.Equal("decoy", Assert.Single((await _host.Registry.GetServiceAsync(ServiceName.Parse("web"))).Value.Snapshot.Instances).Id.Value);
    }

    [Fact]
    public async Task An_update_with_the_etag_of_a_stale_read_is_refused_with_412()
    {
        await _host.RegisterAsync("web", "web-1");
        using var read = await _host.Client.GetAsync("/api/v1/instances/web-1");
        var etag = ("If-Match", read.Headers.ETag!.ToString());
        await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"weight":5}""", etag).JsonAsync();

        await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"weight":6}""", etag).ProblemAsync(412, "version_conflict");

        var instance = (await _host.Registry.GetInstanceAsync(InstanceId.Parse("web-1"))).GetValueOrThrow().Instance;
        Assert.Equal(5, instance.Details.Weight);
    }

    [Fact]
    public async Task An_update_with_a_stale_revision_in_its_body_is_refused_with_409()
    {
        await _host.RegisterAsync("web", "web-1");
        await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"weight":5,"expectedRevision":1}""").JsonAsync();

        await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"weight":6,"expectedRevision":1}""").ProblemAsync(409, "version_conflict");
    }

    [Fact]
    public async Task An_update_sets_and_removes_metadata()
    {
        await _host.RegisterAsync("web", "web-1", d => d with { Metadata = StringMap.Create([new("a", "1"), new("b", "2")]) });

        var body = await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"metadata":{"a":null,"c":"3"},"tags":["x"]}""").JsonAsync();

        Assert.Equal("""{"b":"2","c":"3"}""", body.GetProperty("instance").GetProperty("metadata").GetRawText());
        Assert.Equal("""["x"]""", body.GetProperty("instance").GetProperty("tags").GetRawText());
    }

    [Fact]
    public async Task Health_reports_move_the_status()
    {
        await _host.RegisterAsync("web", "web-1");

        var failed = await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1/health", """{"signal":"checkFailed","output":"no disk"}""").JsonAsync();
        var passed = await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1/health", """{"signal":"checkPassed"}""").JsonAsync();

        Assert.Equal("unhealthy", failed.GetProperty("instance").GetProperty("status").GetString());
        Assert.Equal("healthy", passed.GetProperty("instance").GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_override_stands_until_it_is_cleared()
    {
        await _host.RegisterAsync("web", "web-1");

        var set = await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1/override", """{"status":"outOfService","reason":"disk","by":"ann"}""").JsonAsync();
        var cleared = await _host.SendAsync(HttpMethod.Delete, "/api/v1/instances/web-1/override").JsonAsync();

        Assert.Equal("outOfService", set.GetProperty("instance").GetProperty("status").GetString());
        Assert.Equal("ann", set.GetProperty("instance").GetProperty("override").GetProperty("by").GetString());
        Assert.Equal("healthy", cleared.GetProperty("instance").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_drain_without_watchers_completes_and_can_be_taken_back()
    {
        await _host.RegisterAsync("web", "web-1");

        var begun = await _host.SendAsync(HttpMethod.Post, "/api/v1/instances/web-1/drain?wait=1s").JsonAsync();
        var progress = await _host.Client.GetAsync("/api/v1/instances/web-1/drain").JsonAsync();
        var resumed = await _host.SendAsync(HttpMethod.Delete, "/api/v1/instances/web-1/drain").JsonAsync();

        Assert.True(begun.GetProperty("isComplete").GetBoolean());
        Assert.Equal(begun.GetProperty("position").GetString(), progress.GetProperty("position").GetString());
        Assert.Equal("healthy", resumed.GetProperty("instance").GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_eviction_is_told_from_a_goodbye()
    {
        await _host.RegisterAsync("web", "web-1");

        await _host.SendAsync(HttpMethod.Post, "/api/v1/instances/web-1/evict").JsonAsync();

        var history = await _host.Client.GetAsync("/api/v1/services/web/history?after=1").JsonAsync();
        Assert.Equal("evicted", history.GetProperty("changes")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_id_of_another_service_is_refused()
    {
        await _host.RegisterAsync("other", "web-1");

        await _host.SendAsync(HttpMethod.Post, "/api/v1/instances", Web1).ProblemAsync(409, "instance_id_in_use");
    }
}
