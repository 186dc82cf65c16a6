using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Records in our grain storage on a real etcd.</summary>
internal sealed class EtcdStorage(EtcdServer server) : ITestStorage
{
    public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry)
    {
        silo.AddEtcdGrainStorage(ClusterRegistryOptions.DefaultProviderName, options => options.ConnectionString = AddressOf(server));
        registry.UseGrainStorage();
    }

    public static string AddressOf(EtcdServer server) => server.Address.ToString().TrimEnd('/');

    // The next cluster has another service id, and so other keys.
    public ValueTask WipeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
