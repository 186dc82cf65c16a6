using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>Makes clusters that keep their records in memory.</summary>
internal sealed class MemoryFactory : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
        => await ClusterUnderTest.StartAsync(setup, new MemoryStorage(setup.LogCapacity));
}
