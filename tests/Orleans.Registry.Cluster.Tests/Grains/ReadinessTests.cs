using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Stores;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>Readiness is the silo's, and not that of every service in the registry.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task A_silo_is_not_ready_before_it_has_reached_its_store_and_is_from_then_on()
    {
        var storage = GrainStores.NewStorage();
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup(), new HeldStorage(storage));
        storage.BeforeRead = static _ => throw new IOException("The connection is lost.");

        var refused = await cluster.Registry.CheckReadyAsync();
        Assert.Equal(RegistryErrorCode.NotReady, refused.Error?.Code);
        Assert.Contains("The connection is lost.", refused.Error!.Message, StringComparison.Ordinal);

        storage.BeforeRead = static _ => { };
        Assert.True((await cluster.Registry.CheckReadyAsync()).GetValueOrThrow());
    }

    [Fact]
    public async Task A_service_that_cannot_be_loaded_makes_no_silo_not_ready_and_no_list_look_whole()
    {
        var storage = GrainStores.NewStorage();
        await using (var before = await RegistryCluster.StartAsync(new TestClusterSetup(), new HeldStorage(storage)))
        {
            (await before.Registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        }

        var reads = 0;
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup(), new HeldStorage(storage));
        storage.BeforeRead = key =>
        {
            if (key.Contains("orders", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref reads);
                throw new IOException("This record cannot be read.");
            }
        };

        Assert.True((await cluster.Registry.CheckReadyAsync()).GetValueOrThrow());
        Assert.Equal(0, reads);
        Assert.Equal(RegistryErrorCode.StoreUnavailable, (await cluster.Registry.ListServicesAsync(new ServiceListQuery())).Error?.Code);
        Assert.NotEqual(0, reads);
    }

    [Fact]
    public async Task Figures_leave_services_out_that_could_not_all_be_asked_and_keep_what_was_counted()
    {
        var storage = GrainStores.NewStorage();
        await using (var before = await RegistryCluster.StartAsync(new TestClusterSetup(), new HeldStorage(storage)))
        {
            (await before.Registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        }

        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup(), new HeldStorage(storage));
        var payments = Sample.Registration("payments-0") with { Service = ServiceName.Parse("payments") };
        (await cluster.Registry.RegisterAsync(payments)).GetValueOrThrow();
        storage.BeforeRead = static key =>
        {
            if (key.Contains("orders", StringComparison.Ordinal))
            {
                throw new IOException("This record cannot be read.");
            }
        };

        var lacking = (await cluster.Registry.GetStatsAsync()).GetValueOrThrow();
        Assert.False(lacking.IsReady);
        Assert.Contains("This record cannot be read.", lacking.NotReadyReason, StringComparison.Ordinal);
        Assert.Equal(1, lacking.Registrations);
        Assert.Empty(lacking.Instances);

        storage.BeforeRead = static _ => { };
        var whole = (await cluster.Registry.GetStatsAsync()).GetValueOrThrow();
        Assert.True(whole.IsReady);
        Assert.Equal(2, whole.Services);
        Assert.Equal(2, whole.Instances.Values.Sum());
    }

    private sealed class HeldStorage(TestGrainStorage storage) : ITestStorage
    {
        public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry)
            => registry.UseStore(_ => GrainStores.Create(storage, new StoreSetup()));

        public ValueTask WipeAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
