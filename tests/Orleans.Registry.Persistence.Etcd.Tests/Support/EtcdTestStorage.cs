using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Embedded.Tests.Sharing;

namespace Orleans.Registry.Persistence.Etcd.Tests.Support;

/// <summary>Keys under a prefix of their own.</summary>
internal sealed class EtcdTestStorage(SharedEtcd etcd) : ITestStorage
{
    private string _prefix = EtcdTests.NewPrefix();

    public IRegistryStore CreateStore(int logCapacity)
        => new EtcdRegistryStore(EtcdTests.PatientOptions(etcd.Server.Address, _prefix, new StoreSetup { LogCapacity = logCapacity }));

    public void Wipe() => _prefix = EtcdTests.NewPrefix();
}
