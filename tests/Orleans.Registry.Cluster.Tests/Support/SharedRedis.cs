using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>One server for the tests of a class, whose clusters have keys of their own. Not started where the program is missing: then the tests are skipped.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private RedisServer? _server;

    public RedisServer Server => _server ?? throw new InvalidOperationException("The test must be a ServerFact of a class with RequiresServer.");

    public async Task InitializeAsync()
    {
        if (ServerBinary.Find(RedisServer.Program) is not null)
        {
            _server = await RedisServer.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
