using Orleans.Registry.TestKit.Servers;
using Xunit.Abstractions;

namespace Orleans.Registry.EndToEndTests.Stores;

[RequiresServer(RedisServer.Program)]
public sealed class RedisStoreFaultTests(ITestOutputHelper output) : StoreFaultTests(output)
{
    private RedisServer? _server;

    protected override ServerProcess Server => _server!;

    protected override string StoreName => "redis";

    protected override string[] ServerArguments =>
    [
        "--redis", _server!.EndPoint, "--Registry:Redis:OperationTimeout", "00:00:01", "--Registry:Redis:MaxReconnectDelay", "00:00:01",
    ];

    public override async Task InitializeAsync() => _server = await RedisServer.StartAsync(new RedisServerSetup { AppendFsync = "always" });
}
