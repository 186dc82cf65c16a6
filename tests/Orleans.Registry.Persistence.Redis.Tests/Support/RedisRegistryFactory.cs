using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.Embedded.Tests.Sharing;

namespace Orleans.Registry.Persistence.Redis.Tests.Support;

/// <summary>Makes embedded registries that keep their records in Redis.</summary>
internal sealed class RedisRegistryFactory(SharedRedis redis) : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
    {
        var registry = new EmbeddedUnderTest(setup, new RedisTestStorage(redis));
        await registry.StartAsync(cancellationToken);
        return registry;
    }
}
