using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit;
using Orleans.Streams;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>Service events on Orleans streams: wake-ups that may be lost.</summary>
public sealed class StreamTests
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");

    [Fact]
    public async Task A_client_that_subscribes_is_woken_and_pulls_every_change_by_revision()
    {
        await using var cluster = await RegistryCluster.StartAsync(
            new TestClusterSetup
            {
                Silo = static silo => silo.AddMemoryStreams(ClusterRegistryOptions.DefaultProviderName).AddMemoryGrainStorage(ClusterRegistryOptions.DefaultProviderName),
                Client = static client => client.AddMemoryStreams(ClusterRegistryOptions.DefaultProviderName),
            },
            new MemoryStorage(4096));
        var client = cluster.Silos.Client;
        var grain = client.GetGrain<IServiceGrain>("orders");
        List<long> pulled = [];
        var stream = client.GetStreamProvider(ClusterRegistryOptions.DefaultProviderName)
            .GetStream<ServiceEvent>(StreamId.Create(ServiceEvent.StreamNamespace, "orders"));
        await stream.SubscribeAsync(async (next, _) =>
        {
            var after = pulled.Count == 0 ? 0 : pulled[^1];
            if (next.Position.Revision.Value > after)
            {
                var page = (await grain.GetHistoryAsync(new Revision(after), 1000)).GetValueOrThrow();
                pulled.AddRange(page.Changes.Select(static c => c.Revision.Value));
            }
        });

        for (var i = 0; i < 50; i++)
        {
            (await cluster.Registry.RegisterAsync(Sample.Registration($"orders-{i}"))).GetValueOrThrow();
        }

        await Eventually.TrueAsync(() => pulled.Count == 50);
        Assert.Equal(Enumerable.Range(1, 50).Select(static r => (long)r), pulled);
    }

    [Fact]
    public async Task Watchers_see_every_change_and_writers_are_not_held_up_when_no_event_goes_out()
    {
        await using var cluster = await RegistryCluster.StartAsync(
            new TestClusterSetup
            {
                Silo = static silo => silo.Services.AddKeyedSingleton<IStreamProvider>(ClusterRegistryOptions.DefaultProviderName, new BrokenStreamProvider()),
            },
            new MemoryStorage(4096));
        (await cluster.Registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var watch = cluster.Registry.WatchAsync(Sample.Watch(Orders), stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await watch.MoveNextAsync());
        for (var i = 1; i <= 30; i++)
        {
            (await cluster.Registry.RegisterAsync(Sample.Registration($"orders-{i}"))).GetValueOrThrow();
        }

        for (var revision = watch.Current.Position.Revision.Value + 1; revision <= 31; revision++)
        {
            Assert.True(await watch.MoveNextAsync());
            Assert.Equal(revision, watch.Current.Position.Revision.Value);
        }
    }

    private sealed class BrokenStreamProvider : IStreamProvider
    {
        public string Name => ClusterRegistryOptions.DefaultProviderName;

        public bool IsRewindable => false;

        public IAsyncStream<T> GetStream<T>(StreamId streamId) => throw new InvalidOperationException("The stream is stopped.");
    }
}
