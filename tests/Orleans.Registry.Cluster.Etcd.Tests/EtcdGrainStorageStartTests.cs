using Orleans.TestingHost;

namespace Orleans.Registry.Cluster.Etcd.Tests;

/// <summary>What a silo does at its start about its etcd grain storage.</summary>
public sealed class EtcdGrainStorageStartTests
{
    [Fact]
    public async Task A_silo_that_cannot_reach_its_etcd_does_not_start()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo(static (_, silo) => silo.AddEtcdGrainStorage("lost", static o =>
        {
            o.Endpoints.Add("http://127.0.0.1:1");
            o.AttemptTimeout = o.OperationTimeout = TimeSpan.FromSeconds(1);
            o.StoreWait = TimeSpan.Zero;
        }));
        await using var silo = builder.Build();

        var exception = await Record.ExceptionAsync(silo.DeployAsync);

        Assert.IsType<StoreUnavailableException>(exception);
        Assert.Contains("127.0.0.1:1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_are_told_all_at_once()
    {
        var options = new EtcdStorageOptions { Endpoints = { "nonsense" }, KeyPrefix = "a/", OperationTimeout = TimeSpan.Zero, StoreWait = -TimeSpan.FromSeconds(1), UserName = "someone" };

        var exception = Assert.Throws<OrleansConfigurationException>(() => new EtcdStorageOptionsValidator(options, "x").ValidateConfiguration());

        Assert.All(
            [nameof(options.Endpoints), nameof(options.KeyPrefix), nameof(options.OperationTimeout), nameof(options.StoreWait), nameof(options.Password)],
            field => Assert.Contains(field, exception.Message, StringComparison.Ordinal));
    }
}
