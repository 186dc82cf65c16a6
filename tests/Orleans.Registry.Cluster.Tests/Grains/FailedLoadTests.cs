using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Stores;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>A storage that fails at once, as one does that knows its connection to be lost, and is back later.</summary>
public sealed class FailedLoadTests
{
    [Fact]
    public async Task What_could_not_be_loaded_is_loaded_at_the_next_call_after_the_storage_is_back()
    {
        var storage = GrainStores.NewStorage();
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup(), new FailingStorage(storage));
        storage.BeforeRead = static _ => throw new IOException("The connection is lost.");

        var refused = await cluster.Registry.RegisterAsync(Sample.Registration("orders-0"));
        var listed = await cluster.Registry.ListServicesAsync(new ServiceListQuery());
        Assert.Equal(RegistryErrorCode.StoreUnavailable, refused.Error?.Code);
        Assert.Equal(RegistryErrorCode.StoreUnavailable, listed.Error?.Code);

        storage.BeforeRead = static _ => { };
        (await cluster.Registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        Assert.Single((await cluster.Registry.ListServicesAsync(new ServiceListQuery())).GetValueOrThrow().Services);
    }

    private sealed class FailingStorage(TestGrainStorage storage) : ITestStorage
    {
        public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry)
            => registry.UseStore(_ => GrainStores.Create(storage, new StoreSetup()));

        public ValueTask WipeAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
