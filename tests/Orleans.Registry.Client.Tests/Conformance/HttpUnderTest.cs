using Orleans.Registry.Client.Tests.Hosting;
using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.ConformanceTests.Registries;

namespace Orleans.Registry.Client.Tests.Conformance;

/// <summary>A client, and the server it calls, which keeps its port over restarts.</summary>
internal sealed class HttpUnderTest : RegistryUnderTest
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orleans-registry-");
    private readonly RegistryServer _server;
    private HttpServiceRegistry? _client;

    public HttpUnderTest(RegistrySetup setup)
    {
        _server = new RegistryServer(_directory.FullName, options =>
        {
            options.LogCapacity = setup.LogCapacity;
            options.MaxServices = setup.MaxServices;
            options.LeaseGrace = setup.LeaseGrace;
        });
    }

    public override IServiceRegistry Registry => _client ?? throw new InvalidOperationException("It does not run.");

    public async Task StartAsync()
    {
        await _server.StartAgainAsync();
        var options = new ServiceRegistryClientOptions();
        ClientHost.Quick(options, _server.Address);
        _client = new HttpServiceRegistry(options);
    }

    public override async ValueTask RestartAsync(bool keepState, CancellationToken cancellationToken)
    {
        await _server.StopAsync();
        if (!keepState)
        {
            _directory.Delete(recursive: true);
        }

        await _server.StartAgainAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            await client.DisposeAsync();
        }

        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
