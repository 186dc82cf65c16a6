using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>Makes clusters that keep their records in an etcd of their own.</summary>
internal sealed class EtcdFactory : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
        => await ClusterUnderTest.StartAsync(setup, new EtcdStorage(await EtcdServer.StartAsync()));
}
