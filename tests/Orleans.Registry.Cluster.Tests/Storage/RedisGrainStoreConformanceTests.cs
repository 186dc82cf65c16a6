using Orleans.Persistence;
using Orleans.Registry.TestKit.Servers;
using StackExchange.Redis;

namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>The store over Orleans' Redis grain storage, on a real Redis.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class RedisGrainStoreConformanceTests : SiloStoreConformance
{
    private RedisServer? _server;

    public override async Task InitializeAsync()
    {
        if (ServerBinary.Find(RedisServer.Program) is not null)
        {
            _server = await RedisServer.StartAsync();
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
        => silo.AddRedisGrainStorage(name, (RedisStorageOptions options) =>
        {
            options.ConfigurationOptions = ConfigurationOptions.Parse(_server!.EndPoint);
            options.DeleteStateOnClear = true;
        });
}
