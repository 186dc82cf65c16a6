using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>The store over our etcd grain storage, on a real etcd.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdGrainStoreConformanceTests : SiloStoreConformance
{
    private EtcdServer? _server;

    public override async Task InitializeAsync()
    {
        if (ServerBinary.Find(EtcdServer.Program) is not null)
        {
            _server = await EtcdServer.StartAsync();
            await base.InitializeAsync();
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected override void AddStorage(ISiloBuilder silo, string name)
        => silo.AddEtcdGrainStorage(name, options => EtcdStorage.Use(options, _server!));
}
