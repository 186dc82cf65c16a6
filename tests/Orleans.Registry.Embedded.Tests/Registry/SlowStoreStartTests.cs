using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Stores;

namespace Orleans.Registry.Embedded.Tests.Registry;

/// <summary>A registry that starts while its external store answers only now and then.</summary>
public sealed class SlowStoreStartTests
{
    private const int Services = 20;
    private readonly MemoryRegistryStore _data = new(TimeProvider.System);

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(0, 3, 0)]
    [InlineData(0, 0, 3)]
    [InlineData(1, 2, 1)]
    public async Task A_start_goes_on_when_the_store_answers_again_and_has_everything(int opens, int claims, int loads)
    {
        await FillAsync();
        var store = new FalteringStore(_data, opens, claims, loads);
        await using var registry = Registry(store, TimeSpan.FromMinutes(1));

        await registry.StartAsync(CancellationToken.None);

        Assert.True(registry.IsReady);
        Assert.Equal(0, store.FailuresLeft);
        var stats = registry.GetStats();
        Assert.Equal((Services, Services), (stats.Services, stats.Instances.Values.Sum()));
    }

    [Fact]
    public async Task A_registry_that_waits_for_its_store_says_so_and_is_not_ready()
    {
        var store = new FalteringStore(_data, opens: int.MaxValue, claims: 0, loads: 0);
        await using var registry = Registry(store, TimeSpan.FromMinutes(1));
        using var stopping = new CancellationTokenSource();
        var starting = registry.StartAsync(stopping.Token);

        await Eventually.TrueAsync(() => registry.GetStats().NotReadyReason?.Contains("does not answer yet", StringComparison.Ordinal) ?? false);

        Assert.False(registry.IsReady);
        Assert.Equal(RegistryErrorCode.NotReady, (await registry.GetServiceAsync(Name(0))).Error!.Code);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    [Fact]
    public async Task Without_a_wait_the_first_failure_fails_the_start()
    {
        await using var registry = Registry(new FalteringStore(_data, opens: 1, claims: 0, loads: 0), TimeSpan.Zero);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => registry.StartAsync(CancellationToken.None));
    }

    private static ServiceName Name(int number) => ServiceName.Parse($"s-{number}");

    private static EmbeddedServiceRegistry Registry(IRegistryStore store, TimeSpan wait)
        => new(store, new EmbeddedRegistryOptions { StoreWait = wait }, TimeProvider.System, NullLoggerFactory.Instance);

    private async Task FillAsync()
    {
        await using var first = Registry(new KeptStore(_data), TimeSpan.Zero);
        await first.StartAsync(CancellationToken.None);
        for (var i = 0; i < Services; i++)
        {
            (await first.RegisterAsync(Sample.Registration($"i-{i}", Name(i).Value))).GetValueOrThrow();
        }

        await first.StopAsync(CancellationToken.None);
    }
}
