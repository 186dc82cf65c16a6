using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.TestKit.Servers;
using Orleans.TestingHost;

namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>Our grain storage on a real etcd.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdGrainStorageTests : GrainStorageConformance
{
    private EtcdServer? _server;

    public override async Task InitializeAsync()
    {
        if (ServerBinary.Find(EtcdServer.Program) is not null)
        {
            _server = await EtcdServer.StartAsync();
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

    [ServerFact]
    public async Task A_silo_that_cannot_reach_its_etcd_does_not_start()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo(static (_, silo) => silo.AddEtcdGrainStorage("lost", static o =>
        {
            o.ConnectionString = "http://127.0.0.1:1";
            o.CallTimeout = TimeSpan.FromSeconds(1);
        }));
        await using var silo = builder.Build();

        var exception = await Record.ExceptionAsync(silo.DeployAsync);

        Assert.Contains("etcd failed", exception?.ToString(), StringComparison.Ordinal);
    }

    [ServerFact]
    public void Wrong_settings_are_told_all_at_once()
    {
        var options = new EtcdStorageOptions { ConnectionString = "nonsense", KeyPrefix = "a/", CallTimeout = TimeSpan.Zero };

        var exception = Assert.Throws<OrleansConfigurationException>(() => new EtcdStorageOptionsValidator(options, "x").ValidateConfiguration());

        Assert.All(
            [nameof(options.ConnectionString), nameof(options.KeyPrefix), nameof(options.CallTimeout)],
            field => Assert.Contains(field, exception.Message, StringComparison.Ordinal));
    }

    protected override void AddStorage(ISiloBuilder silo, string name)
        => silo.AddEtcdGrainStorage(name, options => options.ConnectionString = EtcdStorage.AddressOf(_server!));
}
