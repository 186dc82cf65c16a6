using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests;

[RequiresServer(RedisServer.Program)]
public sealed class RedisStoreConformanceTests(SharedRedis redis) : SharedStoreConformance, IClassFixture<SharedRedis>
{
    private readonly string _prefix = RedisTests.NewPrefix();

    protected override IRegistryStore CreateStore(StoreSetup setup)
        => RedisTests.Store(RedisTests.PatientOptions(redis.Server.EndPoint, _prefix, setup));

    protected override int LargestAppend => 500;

    protected override TimeSpan ShortestClaim => TimeSpan.FromMilliseconds(200);
}
