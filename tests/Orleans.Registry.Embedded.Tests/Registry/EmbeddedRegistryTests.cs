using Microsoft.Extensions.Logging.Abstractions;

namespace Orleans.Registry.Embedded.Tests.Registry;

public sealed class EmbeddedRegistryTests : IAsyncLifetime
{
    private readonly EmbeddedServiceRegistry _registry = new(
        new MemoryRegistryStore(TimeProvider.System), new EmbeddedRegistryOptions { LeaseGrace = TimeSpan.Zero }, TimeProvider.System, NullLoggerFactory.Instance);

    public Task InitializeAsync() => _registry.StartAsync(CancellationToken.None);

    public Task DisposeAsync() => _registry.DisposeAsync().AsTask();

    [Fact]
    public async Task Registered_instance_is_read_watched_and_expires()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var receipt = (await _registry.RegisterAsync(Registration("orders", "orders-1", TimeSpan.FromSeconds(1)))).GetValueOrThrow();
        Assert.True(receipt.IsNew);
        Assert.Equal(new Revision(1), receipt.Position.Revision);
        List<ChangeKind> kinds = [];
        await foreach (var next in _registry.WatchAsync(
            new WatchRequest { Targets = [new WatchTarget(ServiceName.Parse("orders"), new ServicePosition(receipt.Position.Epoch, Revision.None))] }, giveUp.Token))
        {
            if (next.Kind == WatchEventKind.Change)
            {
                kinds.Add(next.Change!.Kind);
                if (next.Change.Kind == ChangeKind.Expired)
                {
                    break;
                }
            }
        }

        Assert.Equal([ChangeKind.Registered, ChangeKind.Expired], kinds);
        Assert.Equal(RenewalOutcome.Unknown, _registry.Renew(InstanceId.Parse("orders-1")));
        var answer = (await _registry.DiscoverAsync(ServiceName.Parse("orders"), InstanceQuery.Healthy)).GetValueOrThrow();
        Assert.Empty(answer.Instances);
    }

    [Fact]
    public async Task A_watcher_without_a_name_is_late_under_its_id()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _registry.RegisterAsync(Registration("orders", "orders-1", TimeSpan.FromSeconds(30)));
        await using var watch = _registry.WatchAsync(new WatchRequest { Targets = [new WatchTarget(ServiceName.Parse("orders"))], WatcherId = "w-77" }, giveUp.Token)
            .GetAsyncEnumerator(giveUp.Token);
        Assert.True(await watch.MoveNextAsync());

        var drain = (await _registry.DrainAsync(InstanceId.Parse("orders-1"), TimeSpan.Zero)).GetValueOrThrow();

        Assert.Equal(["w-77"], drain.Late);
    }

    [Fact]
    public async Task A_watch_that_cannot_be_opened_says_why()
    {
        var options = new EmbeddedRegistryOptions { MaxServices = 1 };
        await using var registry = new EmbeddedServiceRegistry(
            new MemoryRegistryStore(TimeProvider.System), options, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.Equal(RegistryErrorCode.NotReady, (await OpenAsync(registry, "orders")).Code);
        await registry.StartAsync(CancellationToken.None);
        await registry.RegisterAsync(Registration("orders", "orders-1", TimeSpan.FromSeconds(30)));

        Assert.Equal(RegistryErrorCode.LimitExceeded, (await OpenAsync(registry, "billing")).Code);
    }

    [Fact]
    public async Task Drain_completes_when_the_watcher_has_asked_for_the_next_event()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _registry.RegisterAsync(Registration("orders", "orders-1", TimeSpan.FromSeconds(30)));
        await using var watch = _registry.WatchAsync(new WatchRequest { Targets = [new WatchTarget(ServiceName.Parse("orders"))], WatcherName = "web" }, giveUp.Token)
            .GetAsyncEnumerator(giveUp.Token);
        Assert.True(await watch.MoveNextAsync());
        var pending = watch.MoveNextAsync();
        var first = (await _registry.DrainAsync(InstanceId.Parse("orders-1"), TimeSpan.Zero)).GetValueOrThrow();
        Assert.False(first.IsComplete);
        Assert.Equal(["web"], first.Late);
        Assert.True(await pending);
        Assert.Equal(ChangeKind.Draining, watch.Current.Change!.Kind);
        pending = watch.MoveNextAsync();
        var second = (await _registry.GetDrainAsync(InstanceId.Parse("orders-1"), TimeSpan.FromSeconds(20))).GetValueOrThrow();
        Assert.True(second.IsComplete);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
    }

    private static InstanceRegistration Registration(string service, string id, TimeSpan ttl) => new()
    {
        Service = ServiceName.Parse(service),
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "127.0.0.1", Port = 5000, Ttl = ttl },
    };

    private static async Task<RegistryError> OpenAsync(EmbeddedServiceRegistry registry, string service)
    {
        await using var events = registry.WatchAsync(new WatchRequest { Targets = [new WatchTarget(ServiceName.Parse(service))] }).GetAsyncEnumerator();
        return (await Assert.ThrowsAsync<RegistryException>(async () => await events.MoveNextAsync())).Error;
    }
}
