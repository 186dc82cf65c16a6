using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>Records without a reminder: of another registry, or of a cluster that has lost its reminders.</summary>
public sealed class AdoptedInstanceTests
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");

    [Fact]
    public async Task Instances_found_in_the_store_run_out_when_they_are_silent_and_renew_when_they_live()
    {
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup { Silos = 2 }, new MemoryStorage(4096));
        await cluster.Registry.SetPolicyAsync(Orders, new ServicePolicy { Protection = Sample.Unprotected }, new DocumentChange());
        List<Renewal> live = [];
        for (var i = 0; i < 100; i++)
        {
            (await cluster.Registry.RegisterAsync(Sample.Registration($"live-{i}", ttl: TimeSpan.FromSeconds(20)))).GetValueOrThrow();
            (await cluster.Registry.RegisterAsync(Sample.Registration($"silent-{i}", ttl: Sample.ShortLease))).GetValueOrThrow();
            live.Add(new Renewal(InstanceId.Parse($"live-{i}")));
        }

        await cluster.StopAsync();
        cluster.LoseReminders();
        await cluster.StartAsync();
        await Eventually.TrueAsync(async () => (await cluster.Registry.GetServiceAsync(Orders)).IsSuccess);

        await Eventually.TrueAsync(async () => (await ReadAsync()).Count == live.Count, TimeSpan.FromSeconds(60));
        Assert.All(await ReadAsync(), static id => Assert.StartsWith("live-", id, StringComparison.Ordinal));
        Assert.All((await cluster.Registry.RenewAsync(live)).GetValueOrThrow(), static outcome => Assert.Equal(RenewalOutcome.Renewed, outcome));
        Assert.InRange(cluster.Reminders.Count, live.Count, live.Count * 2);

        async Task<List<string>> ReadAsync()
            => [.. (await cluster.Registry.GetServiceAsync(Orders, new ReadOptions { Strong = true })).GetValueOrThrow().Snapshot.Instances.Select(static i => i.Id.Value)];
    }
}
