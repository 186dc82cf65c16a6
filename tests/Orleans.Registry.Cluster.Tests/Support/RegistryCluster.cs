using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Silos with the registry in this process, and a client. May be stopped and started again on the same data.</summary>
internal sealed class RegistryCluster(TestClusterSetup setup, ITestStorage storage) : IAsyncDisposable
{
    // A service id names the data in what silos share: the same after a restart, another one after everything was lost.
    private string _serviceId = Guid.NewGuid().ToString("N");
    private InProcessTestCluster? _cluster;

    public TestReminderTable Reminders { get; private set; } = new();

    public InProcessTestCluster Silos => _cluster ?? throw new InvalidOperationException("It does not run.");

    /// <summary>The registry as the client sees it.</summary>
    public IServiceRegistry Registry => Silos.Client.ServiceProvider.GetRequiredService<IServiceRegistry>();

    public static async Task<RegistryCluster> StartAsync(TestClusterSetup setup, ITestStorage storage)
    {
        var cluster = new RegistryCluster(setup, storage);
        await cluster.StartAsync();
        return cluster;
    }

    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(setup.Silos);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.ServiceId = _serviceId;
        builder.ConfigureSilo((_, silo) => Configure(silo));
        builder.ConfigureClient(client =>
        {
            client.AddServiceRegistry();
            setup.Client(client);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>The silo that owns a service now.</summary>
    public async Task<InProcessSiloHandle> OwnerOfAsync(ServiceName service)
    {
        var address = await Silos.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(Silos.Client.GetGrain<IServiceGrain>(service.Value));
        return Silos.Silos.Single(s => s.SiloAddress.Equals(address));
    }

    public async Task StopAsync()
    {
        if (_cluster is { } cluster)
        {
            _cluster = null;
            await cluster.StopAllSilosAsync();
            await cluster.DisposeAsync();
        }
    }

    /// <summary>Loses all reminders while it is stopped, and nothing else.</summary>
    public void LoseReminders() => Reminders = new TestReminderTable();

    public async ValueTask WipeAsync()
    {
        Reminders = new TestReminderTable();
        _serviceId = Guid.NewGuid().ToString("N");
        await storage.WipeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await storage.DisposeAsync();
    }

    private void Configure(ISiloBuilder silo)
    {
        if (!setup.OwnReminders)
        {
            silo.Services.AddSingleton<IReminderTable>(Reminders);
        }

        silo.Configure<ReminderOptions>(static o => o.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        var registry = silo.AddServiceRegistry(o =>
        {
            o.CatalogShards = 1;
            o.LeaseGrace = TimeSpan.Zero;
            o.ReminderPeriod = TimeSpan.FromSeconds(2);
            setup.Options(o);
        });
        silo.Services.AddServiceRegistryHealthChecks();
        storage.Configure(silo, registry);
        setup.Silo(silo);
    }
}
