using Orleans.Registry.Embedded.Tests.Sharing;
using Orleans.Registry.TestKit.Stores;

namespace Orleans.Registry.Embedded.Tests.Conformance;

/// <summary>One memory store, kept over restarts of its registry as long as the test lives.</summary>
internal sealed class MemoryStorage : ITestStorage
{
    private MemoryRegistryStore? _store;

    public IRegistryStore CreateStore(int logCapacity) => new KeptStore(_store ??= new MemoryRegistryStore(TimeProvider.System, logCapacity));

    public void Wipe() => _store = null;
}
