using System.Net.Http.Headers;
using System.Text;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>Each bad request gets a clear, coded answer, and nothing is changed.</summary>
public sealed class BadInputTests(SharedRegistryHost shared) : IClassFixture<SharedRegistryHost>, IAsyncLifetime
{
    private readonly RegistryHost _host = shared.Host;
    private long _changes;

    public async Task InitializeAsync() => _changes = (await _host.Registry.GetStatsAsync()).GetValueOrThrow().Changes;

    public async Task DisposeAsync() => Assert.Equal(_changes, (await _host.Registry.GetStatsAsync()).GetValueOrThrow().Changes);

    public static TheoryData<string, string[]> WrongRegistrations => new()
    {
        { """{}""", ["service", "id", "address"] },
        { """{"service":"","id":"","address":""}""", ["service", "id", "address"] },
        { """{"service":"no spaces","id":"a b","address":"x y"}""", ["service", "id", "address"] },
        { """{"service":"web","id":"a\u0007b","address":"h"}""", ["id"] },
        { """{"service":"web","id":"zero\u200bwidth","address":"h"}""", ["id"] },
        { $$"""{"service":"{{new string('s', 129)}}","id":"{{new string('i', 257)}}","address":"{{new string('a', 300)}}"}""", ["service", "id", "address"] },
        { """{"service":"web","id":"a","address":"h","port":-1}""", ["port"] },
        { """{"service":"web","id":"a","address":"h","port":65536}""", ["port"] },
        { """{"service":"web","id":"a","address":"h","port":9999999999}""", ["port"] },
        { """{"service":"web","id":"a","address":"h","ttlSeconds":0}""", ["ttlSeconds"] },
        { """{"service":"web","id":"a","address":"h","ttlSeconds":-5}""", ["ttlSeconds"] },
        { """{"service":"web","id":"a","address":"h","ttlSeconds":1e300}""", ["ttlSeconds"] },
        { """{"service":"web","id":"a","address":"h","ttlSeconds":1e400}""", ["ttlSeconds"] },
        { """{"service":"web","id":"a","address":"h","ttlSeconds":86401}""", ["ttlSeconds"] },
        { """{"service":"web","id":"a","address":"h","weight":-1}""", ["weight"] },
        { """{"service":"web","id":"a","address":"h","status":"draining"}""", ["status"] },
        { """{"service":"web","id":"a","address":"h","status":"Healthy"}""", ["status"] },
        { """{"service":"web","id":"a","address":"h","incarnation":"xyz"}""", ["incarnation"] },
        { """{"service":"web","id":"a","address":"h","tags":[null]}""", ["tags[0]"] },
        { """{"service":"web","id":"a","address":"h","metadata":{"k":null}}""", ["metadata.k"] },
        { """{"service":"web","id":"a","address":"h","healthChecks":[{"kind":"smoke"}]}""", ["healthChecks[0].kind", "healthChecks[0].name"] },
        {
            """{"service":"web","id":"a","address":"h","healthChecks":[{"name":"c","kind":"tcp","target":"h:1","intervalSeconds":0,"timeoutSeconds":999}]}""",
            ["healthChecks[0].intervalSeconds", "healthChecks[0].timeoutSeconds"]
        },
        { """{"service":"web","id":"a","address":"h","colour":"red"}""", ["colour"] },
        { """{"service":"web","id":"a","id":"b","address":"h"}""", ["id"] },
        { """{"service":"web","id":"a","address":"h","port":"80"}""", ["port"] },
        { """{"service":"web","id":"a","address":"h","port":80.5}""", ["port"] },
        { """{"service":"web","id":"\ud800","address":"h"}""", ["id"] },
        { """[]""", ["body"] },
    };

    [Theory]
    [MemberData(nameof(WrongRegistrations))]
    public Task A_wrong_registration_names_every_wrong_field(string json, string[] fields)
        => _host.SendAsync(HttpMethod.Post, "/api/v1/instances", json).FieldProblemAsync(fields);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"service\":\"web\"")]
    [InlineData("{\"service\":\"web\"} x")]
    [InlineData("{'service':'web'}")]
    [InlineData("{\"service\":\"web\",}")]
    [InlineData("null")]
    public async Task Malformed_json_is_told_from_wrong_json(string json)
    {
        await _host.SendAsync(HttpMethod.Post, "/api/v1/instances", json).ProblemAsync(400, "malformed_json");
        if (json != "null")
        {
            await _host.SendAsync(HttpMethod.Post, "/api/v1/renewals", json).ProblemAsync(400, "malformed_json");
        }
    }

    [Fact]
    public async Task Malformed_json_is_told_with_its_place()
    {
        var problem = await _host.SendAsync(HttpMethod.Post, "/api/v1/instances", "{\n  \"service\": nope\n}").ProblemAsync(400, "malformed_json");

        Assert.Contains("line 2, byte 15", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/instances", true)]
    [InlineData("/api/v1/instances", false)]
    [InlineData("/api/v1/renewals", true)]
    [InlineData("/api/v1/renewals", false)]
    [InlineData("/api/v1/watch", true)]
    public async Task A_body_of_10_MB_is_refused(string path, bool withLength)
    {
        var bytes = new byte[10 * 1024 * 1024];
        Array.Fill(bytes, (byte)' ');
        using var content = withLength ? new ByteArrayContent(bytes) : (HttpContent)new StreamContent(new UnseekableStream(bytes));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        await _host.Client.PostAsync(path, content).ProblemAsync(413, "payload_too_large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task A_body_not_declared_as_json_is_refused(string? contentType)
    {
        foreach (var path in new[] { "/api/v1/instances", "/api/v1/renewals", "/api/v1/watch" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"));
            content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

            await _host.Client.PostAsync(path, content).ProblemAsync(415, "unsupported_media_type");
        }
    }

    [Theory]
    [InlineData("/api/v1/services/web/instances?colour=red", "colour")]
    [InlineData("/api/v1/services/web/instances?Healthy=true", "Healthy")]
    [InlineData("/api/v1/services/web/instances?meta.=x", "meta.")]
    [InlineData("/api/v1/services/web?healthy=true", "healthy")]
    [InlineData("/api/v1/services?name=web", "name")]
    [InlineData("/api/v1/services/web/history?from=1", "from")]
    [InlineData("/api/v1/instances/web-1?x=1", "x")]
    [InlineData("/api/v1/services/web/watch?x=1", "x")]
    [InlineData("/api/v1/watch?services=web", "services")]
    [InlineData("/api/v1/services/web/explain?id=web-1&minRevision=1", "minRevision")]
    public async Task An_unknown_parameter_is_refused_by_name(string path, string parameter)
    {
        var problem = await _host.Client.GetAsync(path).ProblemAsync(400, "unknown_parameter");

        Assert.Equal([parameter], problem.Errors!.Select(static e => e.Field));
    }

    [Theory]
    [InlineData("healthy=maybe", "healthy")]
    [InlineData("version=newest", "version")]
    [InlineData("minRevision=-1", "minRevision")]
    [InlineData("minRevision=x", "minRevision")]
    [InlineData("wait=forever", "wait")]
    [InlineData("wait=-1s", "wait")]
    [InlineData("wait=2m", "wait")]
    [InlineData("strong=perhaps", "strong")]
    [InlineData("region=a&region=b", "region")]
    public Task A_wrong_filter_is_refused_by_name(string query, string parameter)
        => _host.Client.GetAsync("/api/v1/services/web/instances?" + query).FieldProblemAsync(parameter);

    [Theory]
    [InlineData("/api/v1/services/no%20spaces", "service")]
    [InlineData("/api/v1/services/a%2Fb", "service")]
    [InlineData("/api/v1/services/gr%C3%B6%C3%9Fe/instances", "service")]
    [InlineData("/api/v1/services/web%00/watch", null)]
    [InlineData("/api/v1/instances/a%20b", "id")]
    [InlineData("/api/v1/services/web/asof", "revision")]
    [InlineData("/api/v1/services/web/asof?revision=1&time=2026-01-01T00:00:00Z", "revision")]
    [InlineData("/api/v1/services/web/asof?revision=one", "revision")]
    [InlineData("/api/v1/services/web/asof?time=yesterday", "time")]
    [InlineData("/api/v1/services/web/history?limit=1001", "limit")]
    [InlineData("/api/v1/services/web/history?after=-1", "after")]
    [InlineData("/api/v1/services/web/explain", "id")]
    [InlineData("/api/v1/services?empty=perhaps", "empty")]
    [InlineData("/api/v1/services/web/watch?after=7", "after")]
    [InlineData("/api/v1/services/web/watch?after=&wait=1s", "after")]
    [InlineData("/api/v1/services/web/watch?wait=x", "wait")]
    [InlineData("/api/v1/services/web/watch?heartbeat=1ms", "heartbeatSeconds")]
    [InlineData("/api/v1/services/web/watch?confirm=perhaps", "confirm")]
    [InlineData("/api/v1/watch", "targets")]
    [InlineData("/api/v1/watch?service=a%20b", "targets[0].service")]
    [InlineData("/api/v1/services/web/watch?lastEventId=7", "Last-Event-ID")]
    [InlineData("/api/v1/instances/web-1/drain?wait=6m", "wait")]
    public async Task A_wrong_path_or_parameter_is_refused_by_name(string path, string? field)
    {
        if (field is null)
        {
            // The server itself refuses such a request line, before any of the registry's code.
            Assert.Equal(400, (int)(await _host.Client.GetAsync(path)).StatusCode);
            return;
        }

        await _host.Client.GetAsync(path).FieldProblemAsync(field);
    }

    public static TheoryData<string, string, string, string[]> WrongMutations => new()
    {
        { "PATCH", "/api/v1/instances/web-1", """{"weight":-1}""", ["weight"] },
        { "PATCH", "/api/v1/instances/web-1", """{"expectedRevision":-1,"weight":1}""", ["expectedRevision"] },
        { "PATCH", "/api/v1/instances/web-1", """{"adress":"x"}""", ["adress"] },
        { "PUT", "/api/v1/instances/web-1/health", """{}""", ["signal"] },
        { "PUT", "/api/v1/instances/web-1/health", """{"signal":"drain"}""", ["signal"] },
        { "PUT", "/api/v1/instances/web-1/health", """{"signal":"dead"}""", ["signal"] },
        { "PUT", "/api/v1/instances/web-1/override", """{"status":"draining"}""", ["status"] },
        { "PUT", "/api/v1/instances/web-1/override", """{}""", ["status"] },
        { "POST", "/api/v1/renewals", """{}""", ["renewals"] },
        { "POST", "/api/v1/renewals?", """{}""", ["renewals"] },
        { "POST", "/api/v1/renewals", """[]""", ["body"] },
        { "POST", "/api/v1/renewals", """{"renewals":{}}""", ["renewals"] },
        { "POST", "/api/v1/renewals", """{"renewals":[1,{"id":"web-1"}]}""", ["renewals[0]"] },
        { "POST", "/api/v1/renewals", """{"renewals":[{"id":"web-1"},{"id":"a b"},{}]}""", ["renewals[1].id", "renewals[2].id"] },
        { "POST", "/api/v1/renewals", """{"renewals":[{"id":"web-1","incarnation":"g"}]}""", ["renewals[0].incarnation"] },
        { "POST", "/api/v1/renewals", """{"renewals":[{"id":"web-1","incarnation":7}]}""", ["renewals[0].incarnation"] },
        { "POST", "/api/v1/renewals", """{"renewals":[{"id":"web-1","x":{"id":"y"}}]}""", ["renewals[0].x"] },
        { "POST", "/api/v1/renewals", """{"renewals":[{"id":"web-1","id":"web-1"}]}""", ["renewals[0].id"] },
        { "POST", "/api/v1/renewals", """{"renewals":[{"id":"\ud800"}]}""", ["renewals[0].id"] },
        { "POST", "/api/v1/renewals", """{"renewals":[],"renewals":[]}""", ["renewals"] },
        { "PUT", "/api/v1/services/web/policy", """{}""", ["policy"] },
        { "PUT", "/api/v1/services/web/policy", """{"policy":{"minTtlSeconds":-1,"maxInstances":0}}""", ["policy.minTtlSeconds", "policy.maxInstances"] },
        { "PUT", "/api/v1/services/web/policy", """{"policy":{"traffic":{"splits":[{"version":"new"}]}}}""", ["policy.traffic.splits[0].version", "policy.traffic.splits[0].weight"] },
        { "PUT", "/api/v1/services/web/policy", """{"policy":{"protection":{"windowSeconds":0}}}""", ["policy.protection.windowSeconds"] },
        { "PUT", "/api/v1/services/web/policy", """{"policy":{"traffic":{"locality":"planet"}},"expectedVersion":-1}""", ["policy.traffic.locality", "expectedVersion"] },
        { "POST", "/api/v1/services/web/policy/rollback", """{}""", ["version"] },
        { "PUT", "/api/v1/services/web/configuration", """{}""", ["entries"] },
        { "PUT", "/api/v1/services/web/configuration", """{"entries":{"k":null}}""", ["entries.k"] },
        { "POST", "/api/v1/services/web/what-if", """{"caller":{"region":"eu"}}""", ["policy"] },
        { "POST", "/api/v1/services/web/what-if", """{"policy":{"traffic":{"retries":99}}}""", ["policy.traffic.retries"] },
        { "POST", "/api/v1/watchers/w/confirmations", """[{"service":"web","position":"7"},{}]""", ["[0].position", "[1].position", "[1].service"] },
        { "POST", "/api/v1/watch", """{"targets":[{"service":"web","position":"7"}]}""", ["targets[0].position"] },
        { "POST", "/api/v1/watch", """{"targets":[{"service":"web"},{"service":"WEB"}]}""", ["targets"] },
        { "POST", "/api/v1/watch", """{"targets":[{"service":"web"}],"heartbeatSeconds":0}""", ["heartbeatSeconds"] },
    };

    [Theory]
    [MemberData(nameof(WrongMutations))]
    public Task A_wrong_body_names_every_wrong_field(string method, string path, string json, string[] fields)
        => _host.SendAsync(new HttpMethod(method), path, json).FieldProblemAsync(fields);

    [Theory]
    [InlineData("not-a-guid")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("")]
    public Task A_wrong_idempotency_key_is_refused(string key)
        => _host.SendAsync(HttpMethod.Delete, "/api/v1/instances/web-1", null, ("Idempotency-Key", key)).FieldProblemAsync("Idempotency-Key");

    [Fact]
    public async Task A_wrong_or_contradicting_if_match_is_refused()
    {
        await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"weight":1}""", ("If-Match", "\"x\"")).FieldProblemAsync("If-Match");
        await _host.SendAsync(HttpMethod.Patch, "/api/v1/instances/web-1", """{"weight":1,"expectedRevision":2}""", ("If-Match", "\"1\""))
            .FieldProblemAsync("expectedRevision");
    }

    [Fact]
    public async Task More_renewals_than_allowed_are_refused()
    {
        var many = string.Join(',', Enumerable.Repeat("""{"id":"web-1"}""", 10_001));

        await _host.SendAsync(HttpMethod.Post, "/api/v1/renewals", $$"""{"renewals":[{{many}}]}""").FieldProblemAsync("renewals");
    }

    [Theory]
    [InlineData("GET", "/api/v1", 404, "route_not_found")]
    [InlineData("GET", "/api/v1/", 404, "route_not_found")]
    [InlineData("GET", "/api/v1/nothing/here", 404, "route_not_found")]
    [InlineData("GET", "/api/v1/services//instances", 404, "route_not_found")]
    [InlineData("POST", "/api/v1/services/web", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/renewals", 405, "method_not_allowed")]
    [InlineData("PUT", "/api/v1/instances/web-1", 405, "method_not_allowed")]
    [InlineData("POST", "/healthz", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/services/nope", 404, "service_not_found")]
    [InlineData("GET", "/api/v1/services/nope/instances", 404, "service_not_found")]
    [InlineData("GET", "/api/v1/services/nope/policy", 404, "service_not_found")]
    [InlineData("GET", "/api/v1/instances/nope", 404, "instance_not_found")]
    [InlineData("DELETE", "/api/v1/instances/nope", 404, "instance_not_found")]
    [InlineData("PUT", "/api/v1/instances/nope/lease", 404, "instance_not_found")]
    [InlineData("GET", "/api/v1/services/web/asof?revision=99", 410, "history_unavailable")]
    [InlineData("GET", "/api/v1/services/web/instances?minRevision=99&wait=0", 504, "revision_not_reached")]
    [InlineData("DELETE", "/api/v1/instances/web-1/drain", 409, "invalid_transition")]
    public Task What_is_not_there_or_not_possible_has_its_code(string method, string path, int status, string code)
        => _host.SendAsync(new HttpMethod(method), path).ProblemAsync(status, code);

    [Fact]
    public async Task A_refused_method_says_which_ones_are_known()
    {
        using var response = await _host.SendAsync(HttpMethod.Put, "/api/v1/instances/web-1");

        Assert.Equal(["DELETE", "GET", "PATCH"], response.Content.Headers.Allow.Order());
    }

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
