using Orleans.Registry.TestKit.Servers;
using Xunit.Abstractions;

namespace Orleans.Registry.EndToEndTests.Stores;

[RequiresServer(EtcdServer.Program)]
public sealed class EtcdStoreFaultTests(ITestOutputHelper output) : StoreFaultTests(output)
{
    private EtcdServer? _server;

    protected override ServerProcess Server => _server!;

    protected override string StoreName => "etcd";

    protected override string[] ServerArguments =>
    [
        "--etcd", _server!.Address.ToString(),
        "--Registry:Etcd:AttemptTimeout", "00:00:00.500", "--Registry:Etcd:OperationTimeout", "00:00:01",
    ];

    public override async Task InitializeAsync() => _server = await EtcdServer.StartAsync();
}
