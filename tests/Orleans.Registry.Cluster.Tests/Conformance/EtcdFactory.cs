using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>Makes clusters that keep their records in an etcd that they share.</summary>
internal sealed class EtcdFactory(SharedEtcd etcd) : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
        => await ClusterUnderTest.StartAsync(setup, new EtcdStorage(etcd.Server));
}
