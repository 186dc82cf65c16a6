using System.Net;
using Microsoft.AspNetCore.Http;
using Orleans.Registry.Client.Tests.Hosting;
using Orleans.Registry.Client.Tests.Registration;
using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Client.Tests.HttpClients;

public sealed class ServiceDiscoveryHandlerTests : IAsyncLifetime
{
    private static readonly Uri Orders = new("http://orders/items/1");
    private RegistryServer _registry = null!;

    public async Task InitializeAsync() => _registry = await RegistryServer.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Fact]
    public async Task Calls_to_a_service_go_round_its_instances()
    {
        await using var a = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        await using var b = await BackendHost.StartAsync(_registry.Address, "orders", "b");
        await using var client = await ClientHost.StartAsync(_registry.Address, null, static o => o.Policy = "round-robin");
        await client.CallsAsync("orders", "a", "b");

        for (var i = 0; i < 10; i++)
        {
            await client.Http.GetStringAsync(Orders);
        }

        Assert.Equal((5, 5), (a.Requests, b.Requests));
    }

    [Fact]
    public async Task The_first_call_waits_until_the_service_is_known()
    {
        await using var a = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        await using var client = await ClientHost.StartAsync(_registry.Address);

        Assert.Equal("a", await client.Http.GetStringAsync(Orders));
    }

    [Fact]
    public async Task A_dead_instance_costs_no_call_even_one_that_may_not_be_repeated()
    {
        await using var alive = await BackendHost.StartAsync(_registry.Address, "orders", "alive");
        await RegisterAsync("dead", LoopbackPort.Free());
        await using var client = await ClientHost.StartAsync(_registry.Address, null, static o => o.Policy = "round-robin");
        await client.CallsAsync("orders", "alive", "dead");

        for (var i = 0; i < 10; i++)
        {
            using var content = new StringContent("once");
            using var response = await client.Http.PostAsync(Orders, content);
            Assert.Equal("alive", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(10, alive.Requests);
    }

    [Fact]
    public async Task A_call_that_may_be_repeated_is_when_the_connection_breaks()
    {
        await using var breaking = await BackendHost.StartAsync(_registry.Address, "orders", "breaking");
        await using var alive = await BackendHost.StartAsync(_registry.Address, "orders", "alive");
        breaking.OnRequest = Abort;
        await using var client = await ClientHost.StartAsync(_registry.Address, null, static o => o.Policy = "round-robin");
        await client.CallsAsync("orders", "alive", "breaking");

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("alive", await client.Http.GetStringAsync(Orders));
        }

        Assert.NotEqual(0, breaking.Requests);
    }

    [Fact]
    public async Task A_call_that_may_not_be_repeated_fails_when_the_connection_breaks()
    {
        await using var breaking = await BackendHost.StartAsync(_registry.Address, "orders", "breaking");
        await using var alive = await BackendHost.StartAsync(_registry.Address, "orders", "alive");
        breaking.OnRequest = Abort;
        await using var client = await ClientHost.StartAsync(_registry.Address, null, static o => o.Policy = "round-robin");
        await client.CallsAsync("orders", "alive", "breaking");
        var failed = 0;

        for (var i = 0; i < 10; i++)
        {
            using var content = new StringContent("once");
            try
            {
                using var response = await client.Http.PostAsync(Orders, content);
            }
            catch (HttpRequestException)
            {
                failed++;
            }
        }

        Assert.Equal((5, 5, 5), (failed, breaking.Requests, alive.Requests));
    }

    [Fact]
    public async Task Retries_on_an_answer_are_for_the_traffic_policy_to_ask_for()
    {
        await using var busy = await BackendHost.StartAsync(_registry.Address, "orders", "busy");
        await using var alive = await BackendHost.StartAsync(_registry.Address, "orders", "alive");
        busy.OnRequest = Busy;
        await using var client = await ClientHost.StartAsync(_registry.Address, null, static o => o.Policy = "round-robin");
        var endpoints = await client.CallsAsync("orders", "alive", "busy");
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], (await StatusesAsync(client, 4)).Distinct().Order());

        await SetAsync(new TrafficPolicy { Retries = 1 });
        await Eventually.TrueAsync(() => endpoints.Snapshot!.State.Policy.Policy.Traffic.Retries == 1);

        Assert.Equal([HttpStatusCode.OK], (await StatusesAsync(client, 6)).Distinct());
    }

    [Fact]
    public async Task The_timeout_of_the_traffic_policy_ends_a_call()
    {
        await using var slow = await BackendHost.StartAsync(_registry.Address, "orders", "slow");
        slow.OnRequest = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await SetAsync(new TrafficPolicy { Timeout = TimeSpan.FromMilliseconds(50) });
        await using var client = await ClientHost.StartAsync(_registry.Address, null, static o => o.Retries = 0);
        var endpoints = await client.CallsAsync("orders", "slow");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetStringAsync(Orders));

        Assert.Contains("0.05 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, endpoints.Pick()!.InFlight);
    }

    [Fact]
    public async Task A_header_route_of_the_traffic_policy_is_taken()
    {
        await using var old = await BackendHost.StartAsync(_registry.Address, "orders", "old", static o => o.Version = "1.0.0");
        await using var canary = await BackendHost.StartAsync(_registry.Address, "orders", "canary", static o => o.Version = "2.0.0");
        await SetAsync(new TrafficPolicy
        {
            HeaderRoutes = EquatableArray<HeaderRoute>.Create([new HeaderRoute("x-canary", "yes", VersionRange.Parse("^2.0"))]),
            Splits = EquatableArray<VersionSplit>.Create([new VersionSplit(VersionRange.Parse("^1.0"), 1)]),
        });
        await using var client = await ClientHost.StartAsync(_registry.Address);
        var endpoints = await client.CallsAsync("orders", "canary", "old");
        await Eventually.TrueAsync(() => endpoints.Snapshot!.Plan.Routes.Count == 2);

        using var request = new HttpRequestMessage(HttpMethod.Get, Orders);
        request.Headers.Add("X-Canary", "yes");
        using var response = await client.Http.SendAsync(request);

        Assert.Equal("canary", await response.Content.ReadAsStringAsync());
        Assert.Equal("old", await client.Http.GetStringAsync(Orders));
        Assert.Equal(Orders, request.RequestUri);
    }

    [Fact]
    public async Task Calls_in_flight_and_their_latency_are_known_to_the_balancing()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var a = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        a.OnRequest = _ => release.Task;
        await using var client = await ClientHost.StartAsync(_registry.Address);
        var endpoints = await client.CallsAsync("orders", "a");
        var call = client.Http.GetStringAsync(Orders);
        await Eventually.TrueAsync(() => endpoints.Pick()!.InFlight == 1);

        release.SetResult();
        await call;

        Assert.Equal(0, endpoints.Pick()!.InFlight);
        Assert.NotNull(endpoints.Pick()!.Latency);
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_no_call_in_flight()
    {
        await using var a = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        a.OnRequest = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var client = await ClientHost.StartAsync(_registry.Address);
        var endpoints = await client.CallsAsync("orders", "a");
        using var cancel = new CancellationTokenSource();
        var call = client.Http.GetStringAsync(Orders, cancel.Token);
        await Eventually.TrueAsync(() => endpoints.Pick()!.InFlight == 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(0, endpoints.Pick()!.InFlight);
        Assert.Null(endpoints.Pick()!.Latency);
    }

    [Fact]
    public async Task Addresses_that_name_no_service_are_left_alone()
    {
        await using var a = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        await using var client = await ClientHost.StartAsync(_registry.Address);

        Assert.Equal("a", await client.Http.GetStringAsync(a.Address));
    }

    [Fact]
    public async Task A_service_without_instances_is_a_clear_failure()
    {
        await using var client = await ClientHost.StartAsync(_registry.Address);

        var failure = await Assert.ThrowsAsync<NoEndpointException>(() => client.Http.GetStringAsync(Orders));

        Assert.Equal("Service 'orders' cannot be called: it has no instances.", failure.Message);
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task Busy(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static async Task<IReadOnlyList<HttpStatusCode>> StatusesAsync(ClientHost client, int count)
    {
        List<HttpStatusCode> statuses = [];
        for (var i = 0; i < count; i++)
        {
            using var response = await client.Http.GetAsync(Orders);
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }

    private async Task SetAsync(TrafficPolicy traffic)
        => (await _registry.Registry.SetPolicyAsync(Sample.Orders, new ServicePolicy { Traffic = traffic }, new DocumentChange())).GetValueOrThrow();

    private async Task RegisterAsync(string id, int port)
    {
        var registration = RegistrarFixture.Instance(id);
        registration = registration with { Details = registration.Details with { Address = "127.0.0.1", Port = port } };
        (await _registry.Registry.RegisterAsync(registration)).GetValueOrThrow();
    }
}
