using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>The store over a grain storage provider as a silo runs it.</summary>
public abstract class SiloStoreConformance : SharedStoreConformance
{
    private const string Provider = "storage";
    private InProcessTestCluster? _silo;

    protected override int LargestAppend => 500;

    // A cluster has no standby: every silo is one. Its state is moved with the storage's own tools.
    protected override bool CanBeFollowed => false;

    protected override bool TakesImports => false;

    protected override TimeSpan ShortestClaim => TimeSpan.FromMilliseconds(200);

    protected override IRegistryStore CreateStore(StoreSetup setup)
        => GrainStores.Create(_silo!.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(Provider), setup);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) =>
        {
            RegistrySerializer.Add(silo.Services);
            AddStorage(silo, Provider);
        });
        _silo = builder.Build();
        await _silo.DeployAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_silo is not null)
        {
            await _silo.StopAllSilosAsync();
            await _silo.DisposeAsync();
        }
    }

    /// <summary>Adds the provider to the silo.</summary>
    protected abstract void AddStorage(ISiloBuilder silo, string name);
}
