using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>How long a copy is kept and what it says of its age, by a clock that the test moves.</summary>
public sealed class CopyTimeTests
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private static readonly TimeSpan Pull = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_copy_grows_older_until_the_owner_is_heard_again()
    {
        await using var cluster = await MovedCluster.StartAsync(silos: 1, reminderPeriod: TimeSpan.FromDays(1));
        var registry = await CopyAsync(cluster);
        var before = await AgeAsync(registry);

        cluster.Time.Advance(Pull / 2);
        Assert.Equal(before + Pull / 2, await AgeAsync(registry));

        // The pull that waits at the owner ends, and says that there is nothing new.
        await Eventually.TrueAsync(async () =>
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            return await AgeAsync(registry) < Pull / 2;
        });
    }

    [Fact]
    public async Task A_copy_that_is_read_stays_and_one_that_is_not_is_given_up()
    {
        await using var cluster = await MovedCluster.StartAsync(silos: 1, reminderPeriod: TimeSpan.FromDays(1));
        var registry = await CopyAsync(cluster);
        for (var passed = TimeSpan.Zero; passed < KeptFor * 3; passed += Pull)
        {
            cluster.Time.Advance(Pull);
            Assert.Equal(AnswerSource.Replica, (await registry.GetServiceAsync(Orders)).GetValueOrThrow().Freshness.Source);
        }

        await Eventually.TrueAsync(
            () =>
            {
                cluster.Time.Advance(Pull);
                return registry.Copies == 0;
            });
        Assert.Equal(AnswerSource.Owner, (await registry.GetServiceAsync(Orders)).GetValueOrThrow().Freshness.Source);
    }

    // In the silo, whose time is the one that is moved.
    private static async Task<GrainServiceRegistry> CopyAsync(MovedCluster cluster)
    {
        var registry = cluster.Cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<GrainServiceRegistry>();
        (await registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        await Eventually.TrueAsync(async () => (await registry.GetServiceAsync(Orders)).GetValueOrThrow().Freshness.Source == AnswerSource.Replica);
        return registry;
    }

    private static async Task<TimeSpan> AgeAsync(GrainServiceRegistry registry) => (await registry.GetServiceAsync(Orders)).GetValueOrThrow().Freshness.Age;
}
