using Orleans.Registry.Embedded;
using Orleans.Registry.TestKit.Stores;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Records in the test's own memory, shared by all silos.</summary>
internal sealed class MemoryStorage(int logCapacity) : ITestStorage
{
    private MemoryRegistryStore _store = new(TimeProvider.System, logCapacity);

    public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry) => registry.UseStore(_ => new KeptStore(_store));

    public ValueTask WipeAsync()
    {
        _store = new MemoryRegistryStore(TimeProvider.System, logCapacity);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
