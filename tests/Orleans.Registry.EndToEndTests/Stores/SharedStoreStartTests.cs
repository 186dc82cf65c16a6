using System.Net;
using System.Text.Json;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests.Stores;

/// <summary>Two programs on one store by mistake, and by choice.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class SharedStoreStartTests : IAsyncLifetime
{
    private const int BadSettings = 2;
    private const int StoreHeld = 5;
    private RedisServer? _redis;

    private string[] Arguments => ["--store", "redis", "--redis", _redis!.EndPoint, "--claim-ttl", "1"];

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await _redis!.DisposeAsync();

    [ServerFact]
    public async Task Second_registry_says_who_holds_the_store_and_exits()
    {
        await using var first = await SiloProcess.StartAsync(Arguments);

        var (code, error) = await ProgramRun.RunSiloAsync([.. Arguments, "--port", "0"]);

        Assert.Equal(StoreHeld, code);
        Assert.Contains($"http://127.0.0.1:{first.Port}", error, StringComparison.Ordinal);
        Assert.Contains("--take-over", error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, await first.RegisterAsync("orders", "a"));
    }

    [ServerFact]
    public async Task Registry_that_is_taken_over_says_that_it_is_fenced_and_is_not_ready()
    {
        await using var first = await SiloProcess.StartAsync(Arguments);
        await first.RegisterAsync("orders", "a");

        await using var second = await SiloProcess.StartAsync([.. Arguments, "--take-over"]);

        await Eventually.TrueAsync(async () => (await first.Http.GetAsync(first.Url("/readyz"))).StatusCode == HttpStatusCode.ServiceUnavailable);
        var problem = JsonDocument.Parse(await (await first.Http.GetAsync(first.Url("/readyz"))).Content.ReadAsStringAsync()).RootElement;
        Assert.Contains("taken the store over", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await first.RegisterAsync("orders", "late"));
        Assert.Contains("taken", first.Output, StringComparison.Ordinal);
        Assert.Equal(["a"], await second.IdsAsync("orders"));
    }

    [ServerFact]
    public async Task Standby_tells_its_readiness_its_leader_and_the_age_of_its_answers()
    {
        await using var leader = await SiloProcess.StartAsync(Arguments);
        await leader.RegisterAsync("orders", "a");
        await using var standby = await SiloProcess.StartStandbyAsync(Arguments);

        using var read = await standby.Http.GetAsync(standby.Url("/api/v1/services/orders/instances"));
        using var watch = await standby.Http.GetAsync(standby.Url("/api/v1/services/orders/watch"));
        using var ready = await standby.Http.GetAsync(standby.Url("/readyz"));

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("replica", read.Headers.GetValues("X-Registry-Source").Single());
        Assert.NotEqual("0", read.Headers.GetValues("X-Registry-Age").Single());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, watch.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains($"http://127.0.0.1:{leader.Port}", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Stopped in order, it leaves at once: nobody waits for its claim to lapse.
        Assert.Equal(0, await leader.TerminateAsync());
        await Eventually.TrueAsync(async () => (await standby.Http.GetAsync(standby.Url("/readyz"))).StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Created, await standby.RegisterAsync("orders", "b"));
    }

    [Fact]
    public async Task Standby_on_a_store_of_one_process_is_refused()
    {
        var (code, error) = await ProgramRun.RunSiloAsync("--standby", "--store", "journal", "--port", "0");

        Assert.Equal(BadSettings, code);
        Assert.Contains("redis or etcd", error, StringComparison.Ordinal);
    }
}
