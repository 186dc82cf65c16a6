using Orleans.Persistence;
using Orleans.Registry.TestKit.Servers;
using StackExchange.Redis;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Records in Orleans' own grain storage on a real Redis, which others may use too.</summary>
internal sealed class RedisStorage(RedisServer server) : ITestStorage
{
    public static void AddTo(ISiloBuilder silo, RedisServer server)
        => silo.AddRedisGrainStorage(ClusterRegistryOptions.DefaultProviderName, (RedisStorageOptions options) =>
        {
            options.ConfigurationOptions = ConfigurationOptions.Parse(server.EndPoint);
            options.DeleteStateOnClear = true;
        });

    public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry)
    {
        AddTo(silo, server);
        registry.UseGrainStorage();
    }

    // The next cluster has another service id, and so other keys.
    public ValueTask WipeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
