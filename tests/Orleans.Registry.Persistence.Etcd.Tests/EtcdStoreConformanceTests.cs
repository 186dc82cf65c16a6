using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

[RequiresServer(EtcdServer.Program)]
public sealed class EtcdStoreConformanceTests(SharedEtcd etcd) : SharedStoreConformance, IClassFixture<SharedEtcd>
{
    private readonly string _prefix = EtcdTests.NewPrefix();

    protected override IRegistryStore CreateStore(StoreSetup setup)
        => new EtcdRegistryStore(EtcdTests.PatientOptions(etcd.Server.Address, _prefix, setup));

    protected override int LargestAppend => 500;

    // etcd grants no shorter lease.
    protected override TimeSpan ShortestClaim => TimeSpan.FromSeconds(2);
}
