using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Embedded.Tests.Sharing;

namespace Orleans.Registry.Persistence.Redis.Tests.Support;

/// <summary>Keys under a prefix of their own.</summary>
internal sealed class RedisTestStorage(SharedRedis redis) : ITestStorage
{
    private string _prefix = RedisTests.NewPrefix();

    public IRegistryStore CreateStore(int logCapacity)
        => RedisTests.Store(RedisTests.PatientOptions(redis.Server.EndPoint, _prefix, new StoreSetup { LogCapacity = logCapacity }));

    public void Wipe() => _prefix = RedisTests.NewPrefix();
}
