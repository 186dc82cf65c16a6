using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.Embedded;
using Orleans.Registry.TestKit.Stores;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>
/// Two activations of the same service grain at once (P2): in two clusters that know nothing of each other and use the same
/// store, as the two halves of a cluster that fell apart do.
/// </summary>
public sealed class DuplicateActivationTests : IAsyncLifetime
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private readonly MemoryRegistryStore _store = new(TimeProvider.System);
    private RegistryCluster _one = null!;
    private RegistryCluster _other = null!;

    public async Task InitializeAsync()
    {
        _one = await RegistryCluster.StartAsync(new TestClusterSetup(), new GivenStorage(_store));
        _other = await RegistryCluster.StartAsync(new TestClusterSetup(), new GivenStorage(_store));
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task The_older_is_refused_by_the_store_and_ends()
    {
        var older = GrainOf(_one);
        var first = (await SetAsync(older, "1")).GetValueOrThrow();
        var newer = GrainOf(_other);
        Assert.Equal(first.Version + 1, (await SetAsync(newer, "2")).GetValueOrThrow().Version);

        var refused = await SetAsync(older, "3");

        Assert.Equal(RegistryErrorCode.Fenced, refused.Error?.Code);
        var next = await EventuallyAsync(() => SetAsync(older, "4"));
        Assert.Equal(first.Version + 2, next.Version);
        Assert.Equal(["1", "2", "4"], await ValuesAsync(older));
        Assert.Equal(RegistryErrorCode.Fenced, (await SetAsync(newer, "5")).Error?.Code);
    }

    [Fact]
    public async Task Whoever_writes_revisions_stay_one_total_order_and_no_write_is_lost()
    {
        const int Each = 60;
        var registries = new[] { _one.Registry, _other.Registry };

        var positions = await Task.WhenAll(registries.SelectMany((registry, side) => Enumerable.Range(0, 3).Select(async writer =>
        {
            List<ServicePosition> acknowledged = [];
            for (var i = 0; i < Each; i++)
            {
                var result = await registry.RegisterAsync(Sample.Registration($"{side}-{writer}-{i}"), OperationId.NewId());
                if (result.IsSuccess)
                {
                    acknowledged.Add(result.Value.Position);
                }
                else
                {
                    // Both sides depose each other all the time: it may be refused, but not half done.
                    Assert.True(result.Error.Code is RegistryErrorCode.Fenced or RegistryErrorCode.NotReady, result.Error.ToString());
                }
            }

            return acknowledged;
        })));

        var image = (await _store.LoadAsync(Orders, CancellationToken.None))!;
        var all = positions.SelectMany(static p => p).ToList();
        Assert.Single(all.Select(static p => p.Epoch).Distinct());
        Assert.Equal(all.Count, all.Select(static p => p.Revision).Distinct().Count());
        Assert.Equal(image.Revision.Value, image.Log.Count);
        Assert.Equal(all.Select(static p => p.Revision).Order(), image.Log.Select(static c => c.Revision));
        Assert.Equal(all.Count, image.Instances.Count);
    }

    private static IServiceGrain GrainOf(RegistryCluster cluster) => cluster.Silos.Client.GetGrain<IServiceGrain>("orders");

    private static Task<RegistryResult<VersionedConfiguration>> SetAsync(IServiceGrain grain, string value)
        => grain.SetConfigurationAsync(StringMap.Create([new("value", value)]), new DocumentChange());

    private static async Task<string[]> ValuesAsync(IServiceGrain grain)
        => [.. (await grain.GetConfigurationsAsync()).GetValueOrThrow().Select(static c => c.Entries["value"]).Reverse()];

    // A call may meet the activation that is still on its way out.
    private static async Task<VersionedConfiguration> EventuallyAsync(Func<Task<RegistryResult<VersionedConfiguration>>> call)
    {
        VersionedConfiguration? value = null;
        await TestKit.Eventually.TrueAsync(async () =>
        {
            var result = await call();
            value = result.Value;
            return result.IsSuccess;
        });
        return value!;
    }

    private sealed class GivenStorage(IRegistryStore store) : ITestStorage
    {
        public void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry) => registry.UseStore(_ => new KeptStore(store));

        public ValueTask WipeAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
