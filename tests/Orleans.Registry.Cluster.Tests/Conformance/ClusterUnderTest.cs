using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>The registry of a cluster, as its client sees it.</summary>
internal sealed class ClusterUnderTest(RegistryCluster cluster) : RegistryUnderTest
{
    public override IServiceRegistry Registry => cluster.Registry;

    public static async Task<ClusterUnderTest> StartAsync(RegistrySetup setup, ITestStorage storage, Action<ISiloBuilder>? reminders = null)
        => new(await RegistryCluster.StartAsync(
            new TestClusterSetup
            {
                OwnReminders = reminders is not null,
                Silo = reminders ?? (static _ => { }),
                Options = options =>
                {
                    options.LogCapacity = setup.LogCapacity;
                    options.MaxServices = setup.MaxServices;
                    options.LeaseGrace = setup.LeaseGrace;
                },
            },
            storage));

    public override async ValueTask RestartAsync(bool keepState, CancellationToken cancellationToken)
    {
        await cluster.StopAsync();
        if (!keepState)
        {
            await cluster.WipeAsync();
        }

        await cluster.StartAsync();
    }

    public override ValueTask DisposeAsync() => cluster.DisposeAsync();
}
