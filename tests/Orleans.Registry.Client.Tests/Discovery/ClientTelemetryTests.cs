using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Orleans.Registry.Client.Tests.Hosting;
using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.Client.Tests.Discovery;

/// <summary>Metrics and spans of a client after real calls.</summary>
public sealed class ClientTelemetryTests : IAsyncLifetime
{
    private static readonly Uri Orders = new("http://orders/items/1");
    private RegistryServer _registry = null!;

    public async Task InitializeAsync() => _registry = await RegistryServer.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Fact]
    public async Task Selections_are_counted_by_service_and_policy_and_also_those_that_found_nobody()
    {
        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        await using var client = await ClientHost.StartAsync(_registry.Address);
        using var metrics = new RecordedMetrics(client.Meters);
        var orders = await client.CallsAsync("orders", "a");
        var billing = client.Endpoints("billing", "random");
        await billing.WaitForSnapshotAsync();

        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(orders.Pick());
            Assert.Null(billing.Pick());
        }

        Assert.Equal(5, metrics.Value("registry.client.selections", "registry.service.name=orders", "registry.balancing.policy=round-robin"));
        Assert.Equal(5, metrics.Value("registry.client.selections", "registry.service.name=billing", "registry.balancing.policy=random", "error.type=no_endpoint"));
        Assert.Null(metrics.Value("registry.client.selections", "registry.service.name=orders", "error.type=no_endpoint"));
        Assert.Empty(metrics.Twice);
    }

    [Fact]
    public async Task Calls_are_counted_by_service_and_by_what_they_failed_with()
    {
        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        await using var client = await ClientHost.StartAsync(_registry.Address, null, static o => o.Policy = "round-robin");
        using var metrics = new RecordedMetrics(client.Meters);
        await client.CallsAsync("orders", "a");

        await client.Http.GetStringAsync(Orders);
        backend.OnRequest = static context =>
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        };
        using var teapot = await client.Http.GetAsync(Orders);

        Assert.Equal(StatusCodes.Status418ImATeapot, (int)teapot.StatusCode);
        Assert.Equal(2, metrics.Value("registry.client.calls", "registry.service.name=orders"));
        Assert.Equal(1, metrics.Value("registry.client.calls", "registry.service.name=orders", "error.type=418"));
        Assert.Equal(2, metrics.Value("registry.client.selections", "registry.service.name=orders"));
    }

    [Fact]
    public async Task A_pick_allocates_nothing_listened_to_or_not()
    {
        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "a");
        await using var client = await ClientHost.StartAsync(_registry.Address);
        var orders = await client.CallsAsync("orders", "a");

        Assert.Equal(0, Allocated(orders));
        using var listener = new System.Diagnostics.Metrics.MeterListener { InstrumentPublished = (i, l) => l.EnableMeasurementEvents(i) };
        long counted = 0;
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();

        Assert.Equal(0, Allocated(orders));
        Assert.True(counted > 0);
    }

    [Fact]
    public async Task The_opening_of_a_watch_is_a_span()
    {
        using var spans = new RecordedActivities(ofAllTraces: true, "Orleans.Registry.Client");
        await using var client = await ClientHost.StartAsync(_registry.Address);
        await client.CallsAsync("orders");

        await Eventually.TrueAsync(() => spans.Named("registry.watch.connect").Any(a => Equals(a.GetTagItem("server.port"), _registry.Address.Port)));
        var opened = spans.Named("registry.watch.connect").First(a => Equals(a.GetTagItem("server.port"), _registry.Address.Port));
        Assert.Equal((ActivityKind.Client, ActivityStatusCode.Unset, 1), (opened.Kind, opened.Status, opened.GetTagItem("registry.watch.targets")));
    }

    private static long Allocated(IServiceEndpoints endpoints)
    {
        for (var i = 0; i < 100; i++)
        {
            endpoints.Pick();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            endpoints.Pick();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
