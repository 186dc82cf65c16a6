using Orleans.Registry.Cluster.Etcd;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Records in our grain storage on a real etcd, which others may use too.</summary>
internal sealed class EtcdStorage(EtcdServer server) : ITestStorage
{
    public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry)
    {
        silo.AddEtcdGrainStorage(ClusterRegistryOptions.DefaultProviderName, options => Use(options, server));
        registry.UseGrainStorage();
    }

    /// <summary>Patiently, because nothing fails here: a machine that has other work to do must not look like an etcd that is away.</summary>
    public static void Use(EtcdStorageOptions options, EtcdServer server)
    {
        options.Endpoints.Add(server.Address.ToString());
        options.OperationTimeout = TimeSpan.FromMinutes(1);
    }

    // The next cluster has another service id, and so other keys.
    public ValueTask WipeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
