using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using StackExchange.Redis;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>Makes clusters that keep their records and their reminders in a Redis that they share.</summary>
internal sealed class RedisFactory(SharedRedis redis) : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
    {
        var server = redis.Server;
        return await ClusterUnderTest.StartAsync(
            setup,
            new RedisStorage(server),
            silo => silo.UseRedisReminderService(o => o.ConfigurationOptions = ConfigurationOptions.Parse(server.EndPoint)));
    }
}
