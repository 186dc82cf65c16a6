using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.Embedded.Tests.Sharing;

namespace Orleans.Registry.Persistence.Etcd.Tests.Support;

/// <summary>Makes embedded registries that keep their records in etcd.</summary>
internal sealed class EtcdRegistryFactory(SharedEtcd etcd) : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
    {
        var registry = new EmbeddedUnderTest(setup, new EtcdTestStorage(etcd));
        await registry.StartAsync(cancellationToken);
        return registry;
    }
}
