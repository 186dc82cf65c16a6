using System.Net;

namespace Orleans.Registry.AspNetCore.Tests;

public sealed class RenewalTests : IAsyncLifetime
{
    private RegistryHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await RegistryHost.StartAsync();
        await _host.RegisterAsync("web", "web-1");
        await _host.Registry.RegisterAsync(new InstanceRegistration
        {
            Service = ServiceName.Parse("web"),
            Id = InstanceId.Parse("web-2"),
            Details = new InstanceDetails { Address = "127.0.0.1" },
            Incarnation = 0xabcdef0123456789,
        });
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_renewal_gets_its_own_answer_in_order()
    {
        var body = await _host.SendAsync(HttpMethod.Post, "/api/v1/renewals", """
            { "renewals": [ {"id":"web-1"}, {"id":"nobody"}, {"incarnation":"abcdef0123456789","id":"web-2"},
              {"id":"web-2","incarnation":"1"}, {"id":"web-2","incarnation":null}, {"id":"web\u002d1","incarnation":""} ] }
            """).JsonAsync();

        Assert.Equal("""{"renewed":4,"results":["renewed","unknown","renewed","superseded","renewed","renewed"]}""", body.GetRawText());
    }

    [Fact]
    public async Task No_renewals_get_no_answers()
    {
        var body = await _host.SendAsync(HttpMethod.Post, "/api/v1/renewals", """{"renewals":[]}""").JsonAsync();

        Assert.Equal("""{"renewed":0,"results":[]}""", body.GetRawText());
    }

    [Fact]
    public async Task The_most_renewals_of_a_call_are_answered()
    {
        var many = string.Join(',', Enumerable.Range(0, 10_000).Select(static i => i % 2 == 0 ? """{"id":"web-1"}""" : """{"id":"größe"}"""));

        var body = await _host.SendAsync(HttpMethod.Post, "/api/v1/renewals", $$"""{"renewals":[{{many}}]}""").JsonAsync();

        Assert.Equal(5000, body.GetProperty("renewed").GetInt32());
        Assert.Equal(["renewed", "unknown"], body.GetProperty("results").EnumerateArray().Take(2).Select(static r => r.GetString()));
        Assert.Equal(10_000, body.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task A_single_renewal_is_answered_by_its_status_alone()
    {
        using var renewed = await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1/lease");
        using var same = await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-2/lease?incarnation=abcdef0123456789");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (renewed.StatusCode, same.StatusCode));
        await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-2/lease?incarnation=1").ProblemAsync(409, "superseded");
        await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/nobody/lease").ProblemAsync(404, "instance_not_found");
        await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-2/lease?incarnation=x").FieldProblemAsync("incarnation");
        await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-2/lease?force=1").ProblemAsync(400, "unknown_parameter");
    }

    [Fact]
    public async Task A_renewal_with_a_json_body_needs_none()
    {
        using var renewed = await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1/lease", "{}");

        Assert.Equal(HttpStatusCode.NoContent, renewed.StatusCode);
    }
}
