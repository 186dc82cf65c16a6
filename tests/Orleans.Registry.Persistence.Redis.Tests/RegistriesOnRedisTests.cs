using Orleans.Registry.Embedded.Tests.Sharing;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests;

[RequiresServer(RedisServer.Program)]
public sealed class RegistriesOnRedisTests(SharedRedis redis) : SharedStoreRegistryTests, IClassFixture<SharedRedis>
{
    private readonly string _prefix = RedisTests.NewPrefix();

    protected override ServerProcess Server => redis.Server;

    protected override IRegistryStore CreateStore()
    {
        var options = RedisTests.Options(redis.Server.EndPoint, _prefix);
        (options.ConnectTimeout, options.OperationTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        options.MaxReconnectDelay = TimeSpan.FromSeconds(1);
        return RedisTests.Store(options);
    }
}
