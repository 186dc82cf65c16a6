using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded.Tests.Journal;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.Embedded.Tests.Registry;

/// <summary>Metrics and spans after real operations.</summary>
public sealed class EmbeddedTelemetryTests
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");

    [Fact]
    public async Task What_was_done_is_counted_and_what_is_there_is_shown()
    {
        using var metrics = new RecordedMetrics();
        await using var registry = await StartAsync(metrics);
        await RegisterAsync(registry, "orders-1");
        await RegisterAsync(registry, "orders-2");
        await RegisterAsync(registry, "orders-1");
        await registry.ReportHealthAsync(InstanceId.Parse("orders-2"), new HealthReport(InstanceSignal.CheckFailed));
        await registry.RenewAsync([new Renewal(InstanceId.Parse("orders-1")), new Renewal(InstanceId.Parse("nobody"))]);
        await registry.GetServiceAsync(Orders);
        await registry.DiscoverAsync(Orders, InstanceQuery.Healthy);

        Assert.Equal(3, metrics.Value("registry.registrations"));
        Assert.Equal(1, metrics.Value("registry.renewals"));
        Assert.Equal(2, metrics.Value("registry.discoveries"));
        Assert.Equal(2, metrics.Value("registry.changes", "registry.change.kind=registered"));
        Assert.Equal(1, metrics.Value("registry.changes", "registry.change.kind=unhealthy"));
        Assert.Equal(0, metrics.Value("registry.changes", "registry.change.kind=policy_changed"));
        Assert.Equal(1, metrics.Value("registry.instance.count", "registry.instance.status=healthy"));
        Assert.Equal(1, metrics.Value("registry.instance.count", "registry.instance.status=unhealthy"));
        Assert.Equal(0, metrics.Value("registry.instance.count", "registry.instance.status=out_of_service"));
        Assert.Equal(1, metrics.Value("registry.service.count"));
        Assert.Equal(0, metrics.Value("registry.service.protected.count"));
        Assert.Equal(0, metrics.Value("registry.watcher.count"));
        Assert.Equal(1, metrics.Value("registry.ready"));
        Assert.True(metrics.Value("registry.uptime") >= 0);
        Assert.Empty(metrics.Twice);
    }

    [Fact]
    public async Task Open_watches_are_shown_while_they_are_open()
    {
        using var metrics = new RecordedMetrics();
        await using var registry = await StartAsync(metrics);
        await RegisterAsync(registry, "orders-1");
        await using (var watch = registry.WatchAsync(new WatchRequest { Targets = [new WatchTarget(Orders)] }).GetAsyncEnumerator())
        {
            Assert.True(await watch.MoveNextAsync());
            Assert.Equal(1, metrics.Value("registry.watcher.count"));
        }

        await Eventually.TrueAsync(() => metrics.Value("registry.watcher.count") == 0);
    }

    [Fact]
    public async Task What_is_not_known_has_no_sample()
    {
        using var metrics = new RecordedMetrics();
        await using var registry = Create(metrics);

        Assert.Equal(0, metrics.Value("registry.ready"));
        Assert.Equal(0, metrics.Value("registry.registrations"));
        Assert.Null(metrics.Value("registry.instance.count"));
        Assert.Null(metrics.Value("registry.service.count"));
        Assert.Null(metrics.Value("registry.service.protected.count"));
        Assert.Null(metrics.Value("registry.uptime"));
    }

    [Fact]
    public async Task Registries_of_two_hosts_in_one_process_are_told_apart()
    {
        using var journal = new TemporaryDirectory();
        using var first = Host(s => s.UseJournal(o => o.Directory = journal.Path));
        using var second = Host(static _ => { });
        using var ofFirst = new RecordedMetrics(first.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        using var ofSecond = new RecordedMetrics(second.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        var registry = first.Services.GetRequiredService<EmbeddedServiceRegistry>();
        await Eventually.TrueAsync(() => registry.IsReady && second.Services.GetRequiredService<EmbeddedServiceRegistry>().IsReady);
        await RegisterAsync(registry, "orders-1");

        Assert.Equal((1, 0), (ofFirst.Value("registry.registrations"), ofSecond.Value("registry.registrations")));
        Assert.Equal((1, 0), (ofFirst.Value("registry.service.count"), ofSecond.Value("registry.service.count")));
        Assert.Empty(ofFirst.Twice.Concat(ofSecond.Twice));
        await Eventually.TrueAsync(() => ofFirst.Value("registry.journal.records") > 0);
        Assert.Null(ofSecond.Value("registry.journal.records"));
        Assert.Equal("Orleans.Registry.Embedded", ofFirst.Instrument("registry.journal.records").Meter.Name);
        Assert.Equal("s", ofFirst.Instrument("registry.journal.write.duration").Unit);
        Assert.InRange(ofFirst.Value("registry.journal.write.duration")!.Value, 0, 60);
        await Task.WhenAll(first.StopAsync(), second.StopAsync());
    }

    [Fact]
    public async Task A_registration_and_its_write_are_spans_of_the_caller_and_a_renewal_and_a_read_are_none()
    {
        await using var registry = await StartAsync(null);
        using var spans = new RecordedActivities(ofAllTraces: false, "Orleans.Registry.Embedded", "Orleans.Registry.Engine");
        await RegisterAsync(registry, "orders-1");
        registry.Renew(InstanceId.Parse("orders-1"));
        await registry.RenewAsync([new Renewal(InstanceId.Parse("orders-1"))]);
        await registry.GetServiceAsync(Orders);
        var refused = await registry.RegisterAsync(Registration("orders-1") with { Service = ServiceName.Parse("billing") });

        Assert.Equal(RegistryErrorCode.InstanceIdInUse, refused.Error?.Code);
        Assert.Equal(["registry.store.append", "registry.register", "registry.register"], spans.Ended.Select(static a => a.OperationName));
        var (append, register, failed) = (spans.Ended[0], spans.Ended[1], spans.Ended[2]);
        Assert.Equal((register.SpanId, spans.Root.SpanId), (append.ParentSpanId, register.ParentSpanId));
        Assert.Equal(("orders", "orders-1"), (register.GetTagItem("registry.service.name"), register.GetTagItem("registry.instance.id")));
        Assert.Equal((ActivityStatusCode.Error, "instance_id_in_use"), (failed.Status, failed.GetTagItem("error.type")));
        Assert.Equal(ActivityStatusCode.Unset, register.Status);
    }

    private static async Task<EmbeddedServiceRegistry> StartAsync(RecordedMetrics? metrics)
    {
        var registry = Create(metrics);
        await registry.StartAsync(CancellationToken.None);
        return registry;
    }

    private static EmbeddedServiceRegistry Create(RecordedMetrics? metrics) => new(
        new MemoryRegistryStore(TimeProvider.System), new EmbeddedRegistryOptions(), TimeProvider.System, NullLoggerFactory.Instance, meters: metrics);

    private static IHost Host(Action<EmbeddedRegistryBuilder> store)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        store(builder.Services.AddEmbeddedServiceRegistry());
        return builder.Build();
    }

    private static async Task RegisterAsync(EmbeddedServiceRegistry registry, string id) => (await registry.RegisterAsync(Registration(id))).GetValueOrThrow();

    private static InstanceRegistration Registration(string id) => new()
    {
        Service = Orders,
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Ttl = TimeSpan.FromHours(1) },
    };
}
