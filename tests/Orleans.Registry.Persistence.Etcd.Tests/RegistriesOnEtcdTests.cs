using Orleans.Registry.Embedded.Tests.Sharing;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

[RequiresServer(EtcdServer.Program)]
public sealed class RegistriesOnEtcdTests(SharedEtcd etcd) : SharedStoreRegistryTests, IClassFixture<SharedEtcd>
{
    private readonly string _prefix = EtcdTests.NewPrefix();

    protected override ServerProcess Server => etcd.Server;

    protected override IRegistryStore CreateStore()
    {
        var options = EtcdTests.Options(etcd.Server.Address, _prefix);
        (options.AttemptTimeout, options.OperationTimeout) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
        return new EtcdRegistryStore(options);
    }
}
