using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>Each silo tells what it has counted and what it owns; together that is the cluster.</summary>
public sealed class ClusterTelemetryTests
{
    private const int Services = 12;

    [Fact]
    public async Task The_silos_of_a_cluster_add_up()
    {
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup { Silos = 2 }, new MemoryStorage(4096));
        var silos = cluster.Silos.Silos.Select(static s => new RecordedMetrics(s.ServiceProvider.GetRequiredService<IMeterFactory>())).ToList();
        using var ofClient = new RecordedMetrics(cluster.Silos.Client.ServiceProvider.GetRequiredService<IMeterFactory>());
        try
        {
            for (var i = 0; i < Services; i++)
            {
                (await cluster.Registry.RegisterAsync(Sample.Registration($"i-{i}", $"service-{i}"))).GetValueOrThrow();
            }

            (await cluster.Registry.ReportHealthAsync(Sample.Id("i-0"), new HealthReport(InstanceSignal.CheckFailed))).GetValueOrThrow();
            (await cluster.Registry.DeregisterAsync(Sample.Id("i-1"))).GetValueOrThrow();
            (await cluster.Registry.RenewAsync([.. Enumerable.Range(0, Services).Select(static i => new Renewal(Sample.Id($"i-{i}")))])).GetValueOrThrow();
            (await cluster.Registry.GetServiceAsync(ServiceName.Parse("service-2"), new ReadOptions { Strong = true })).GetValueOrThrow();

            Assert.Equal(Services, Sum("registry.registrations"));
            Assert.Equal(Services - 1, Sum("registry.renewals"));
            Assert.Equal(1, Sum("registry.discoveries"));
            Assert.Equal((Services, 1, 1), (Changes("registered"), Changes("unhealthy"), Changes("deregistered")));
            Assert.Equal((Services - 2, 1), (Instances("healthy"), Instances("unhealthy")));
            Assert.Equal((Services, 0), (Sum("registry.service.count"), Sum("registry.service.protected.count")));
            Assert.Equal(Services - 1, Sum("registry.lease.count"));
            Assert.All(silos, static s => Assert.InRange(s.Value("registry.service.count")!.Value, 0, Services - 1));
            Assert.All(silos, static s => Assert.True(s.Value("registry.uptime") >= 0));
            await Eventually.TrueAsync(() => Sum("registry.ready") == 2);
            Assert.All(silos, static s => Assert.Empty(s.Twice));
            Assert.Equal((0, 0), (ofClient.Value("registry.watcher.count"), ofClient.Value("registry.copy.count")));
            Assert.Null(ofClient.Value("registry.registrations"));
        }
        finally
        {
            silos.ForEach(static s => s.Dispose());
        }

        double Sum(string instrument, params string[] tags) => silos.Sum(s => s.Value(instrument, tags) ?? double.NaN);
        double Changes(string kind) => Sum("registry.changes", $"registry.change.kind={kind}");
        double Instances(string status) => Sum("registry.instance.count", $"registry.instance.status={status}");
    }

    [Fact]
    public async Task A_watch_and_its_copy_are_told_by_the_process_that_has_them()
    {
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup(), new MemoryStorage(4096));
        using var metrics = new RecordedMetrics(cluster.Silos.Client.ServiceProvider.GetRequiredService<IMeterFactory>());
        (await cluster.Registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        await using var watch = cluster.Registry.WatchAsync(new WatchRequest { Targets = [new WatchTarget(ServiceName.Parse("orders"))] }).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        Assert.Equal((1, 1), (metrics.Value("registry.watcher.count"), metrics.Value("registry.copy.count")));
    }

    [Fact]
    public async Task A_silo_that_could_not_load_a_service_does_not_tell_how_many_there_are()
    {
        var storage = GrainStores.NewStorage();
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup(), new FailingStorage(storage));
        using var metrics = new RecordedMetrics(cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<IMeterFactory>());
        (await cluster.Registry.RegisterAsync(Sample.Registration("a", "known"))).GetValueOrThrow();
        storage.BeforeRead = static _ => throw new IOException("The connection is lost.");

        var refused = await cluster.Registry.GetServiceAsync(ServiceName.Parse("unknown"), new ReadOptions { Strong = true });
        Assert.Equal(RegistryErrorCode.StoreUnavailable, refused.Error?.Code);
        Assert.Null(metrics.Value("registry.instance.count"));
        Assert.Null(metrics.Value("registry.service.count"));
        Assert.Equal(1, metrics.Value("registry.registrations"));

        storage.BeforeRead = static _ => { };
        await cluster.Registry.GetServiceAsync(ServiceName.Parse("unknown"), new ReadOptions { Strong = true });
        Assert.Equal((1, 1), (metrics.Value("registry.instance.count"), metrics.Value("registry.service.count")));
    }

    [Fact]
    public async Task A_registration_is_a_span_of_its_caller_and_a_renewal_is_none()
    {
        await using var cluster = await RegistryCluster.StartAsync(
            new TestClusterSetup { Silo = static s => s.AddActivityPropagation(), Client = static c => c.AddActivityPropagation() }, new MemoryStorage(4096));
        using var spans = new RecordedActivities(
            ofAllTraces: false, "Orleans.Registry.Cluster", "Orleans.Registry.Cluster.Client", "Orleans.Registry.Engine", "Microsoft.Orleans.Runtime");

        (await cluster.Registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        var register = Assert.Single(spans.Named("registry.register"));
        var append = await spans.FirstAsync("registry.store.append");
        (await cluster.Registry.RenewAsync([new Renewal(Sample.Id("orders-0"))])).GetValueOrThrow();

        Assert.Equal(spans.Root.SpanId, register.ParentSpanId);
        Assert.Equal(register.TraceId, append.TraceId);
        Assert.Equal(2, spans.Ended.Count(static a => a.OperationName.StartsWith("registry.", StringComparison.Ordinal)));
    }

    private sealed class FailingStorage(TestGrainStorage storage) : ITestStorage
    {
        public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry)
            => registry.UseStore(_ => GrainStores.Create(storage, new StoreSetup()));

        public ValueTask WipeAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
