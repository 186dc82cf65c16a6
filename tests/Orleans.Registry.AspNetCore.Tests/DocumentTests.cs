using System.Net;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>Policies and configurations.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private RegistryHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await RegistryHost.StartAsync();
        await _host.RegisterAsync("web", "web-1", static d => d with { Version = "1.0.0" });
        await _host.RegisterAsync("web", "web-2", static d => d with { Version = "2.0.0" });
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task A_policy_is_set_listed_and_rolled_back()
    {
        var builtIn = await _host.Client.GetAsync("/api/v1/services/web/policy").JsonAsync();
        var first = await _host.SendAsync(HttpMethod.Put, "/api/v1/services/web/policy", """{"policy":{"defaultTtlSeconds":45},"by":"ann","comment":"slow disks","expectedVersion":0}""").JsonAsync();
        await _host.SendAsync(HttpMethod.Put, "/api/v1/services/web/policy", """{"policy":{"defaultTtlSeconds":60}}""").JsonAsync();
        var back = await _host.SendAsync(HttpMethod.Post, "/api/v1/services/web/policy/rollback", """{"version":1,"by":"bob"}""").JsonAsync();
        var history = await _host.Client.GetAsync("/api/v1/services/web/policy/history").JsonAsync();

        Assert.Equal((0, 30d), (builtIn.GetProperty("version").GetInt32(), builtIn.GetProperty("policy").GetProperty("defaultTtlSeconds").GetDouble()));
        Assert.Equal(("ann", "slow disks"), (first.GetProperty("by").GetString(), first.GetProperty("comment").GetString()));
        Assert.Equal((3, 45d), (back.GetProperty("version").GetInt32(), back.GetProperty("policy").GetProperty("defaultTtlSeconds").GetDouble()));
        Assert.Equal([3, 2, 1, 0], history.GetProperty("versions").EnumerateArray().Select(static v => v.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_policy_on_top_of_a_stale_version_is_refused()
    {
        await _host.SendAsync(HttpMethod.Put, "/api/v1/services/web/policy", """{"policy":{"defaultTtlSeconds":45}}""").JsonAsync();

        await _host.SendAsync(HttpMethod.Put, "/api/v1/services/web/policy", """{"policy":{},"expectedVersion":0}""").ProblemAsync(409, "version_conflict");
        await _host.SendAsync(HttpMethod.Post, "/api/v1/services/web/policy/rollback", """{"version":77}""").ProblemAsync(404, "version_not_found");
    }

    [Fact]
    public async Task A_configuration_is_set_listed_and_rolled_back()
    {
        var none = await _host.Client.GetAsync("/api/v1/services/web/configuration").JsonAsync();
        await _host.SendAsync(HttpMethod.Put, "/api/v1/services/web/configuration", """{"entries":{"colour":"red"},"by":"ann"}""").JsonAsync();
        await _host.SendAsync(HttpMethod.Put, "/api/v1/services/web/configuration", """{"entries":{"colour":"blue"}}""").JsonAsync();
        await _host.SendAsync(HttpMethod.Post, "/api/v1/services/web/configuration/rollback", """{"version":1}""").JsonAsync();
        using var current = await _host.Client.GetAsync("/api/v1/services/web/configuration");
        var history = await _host.Client.GetAsync("/api/v1/services/web/configuration/history").JsonAsync();

        Assert.Equal(0, none.GetProperty("version").GetInt32());
        Assert.Contains("\"colour\":\"red\"", await current.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("5", current.Headers.GetValues("X-Registry-Revision").Single());
        Assert.Equal(3, history.GetProperty("versions").GetArrayLength());
    }

    [Fact]
    public async Task A_policy_can_be_tried_without_being_set()
    {
        var body = await _host.SendAsync(HttpMethod.Post, "/api/v1/services/web/what-if",
            """{"policy":{"traffic":{"splits":[{"version":"^1.0","weight":0},{"version":"^2.0","weight":10}]}},"caller":{"zone":"a","headers":{"x":"y"}}}""").JsonAsync();

        Assert.Equal(0.5, body.GetProperty("before").GetProperty("web-1").GetDouble());
        Assert.Equal(1, body.GetProperty("after").GetProperty("web-2").GetDouble());
        var policy = await _host.Client.GetAsync("/api/v1/services/web/policy").JsonAsync(HttpStatusCode.OK);
        Assert.Equal(0, policy.GetProperty("version").GetInt32());
    }
}
