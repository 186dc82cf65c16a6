using Orleans.Registry.Client.Tests.Hosting;
using Orleans.Registry.Client.Tests.Registration;
using Orleans.Registry.Client.Tests.Servers;

namespace Orleans.Registry.Client.Tests.Watching;

public sealed class WatchUnderFaultsTests
{
    private const int Changes = 1500;

    [Fact]
    public async Task Readers_see_every_change_once_and_in_order_while_connections_break()
    {
        await using var server = await RegistryServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        await using var registry = Client(proxy.Address);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 5).Select(i => ReadAsync(registry, slow: i == 0, stop.Token)).ToArray();
        var breaking = BreakAsync(proxy, stop.Token);

        for (var i = 0; i < Changes; i++)
        {
            (await server.Registry.RegisterAsync(RegistrarFixture.Instance($"i{i % 50}") with
            {
                Details = new InstanceDetails { Address = "10.0.0.1", Port = 1 + i, Ttl = TimeSpan.FromMinutes(1) },
            })).GetValueOrThrow();
        }

        var mirrors = await Task.WhenAll(readers);
        await stop.CancelAsync();
        await breaking;
        var truth = (await server.Registry.GetServiceAsync(Sample.Orders)).GetValueOrThrow().Snapshot;
        foreach (var mirror in mirrors)
        {
            Assert.Equal(truth.Position, mirror.Position);
            Assert.True(mirror.Compare(truth).IsEmpty);
        }
    }

    [Fact]
    public async Task A_registry_that_restarts_with_its_records_is_followed_without_a_gap()
    {
        var directory = Directory.CreateTempSubdirectory("registry-client-").FullName;
        await using var server = await RegistryServer.StartAsync(directory);
        await using var registry = Client(server.Address);
        await using var reader = new WatchReader(registry, Sample.Orders);
        await reader.NextAsync();
        await RegisterAsync(server, "a");
        Assert.Equal(1, (await reader.NextAsync()).Position.Revision.Value);

        await server.StopAsync();
        await server.StartAgainAsync();
        await RegisterAsync(server, "b");
        await RegisterAsync(server, "c");

        Assert.Equal([2, 3], await reader.RevisionsAsync(2));
        await server.StopAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_registry_that_lost_everything_sends_a_snapshot_of_its_new_lineage()
    {
        await using var server = await RegistryServer.StartAsync();
        await using var registry = Client(server.Address);
        await using var reader = new WatchReader(registry, Sample.Orders);
        await reader.NextAsync();
        await RegisterAsync(server, "a");
        var held = await reader.NextAsync();

        await server.StopAsync();
        await server.StartAgainAsync();
        await RegisterAsync(server, "b");

        WatchEvent next;
        do
        {
            next = await reader.NextAsync();
        }
        while (next.Snapshot is { Instances.Count: 0 });

        Assert.NotEqual(held.Position.Epoch, next.Position.Epoch);
    }

    private static async Task<ServiceMirror> ReadAsync(HttpServiceRegistry registry, bool slow, CancellationToken cancellationToken)
    {
        var mirror = new ServiceMirror(Sample.Orders);
        var request = new WatchRequest { Targets = [new WatchTarget(Sample.Orders)] };
        await foreach (var next in registry.WatchAsync(request, cancellationToken))
        {
            if (next.Kind == WatchEventKind.Heartbeat)
            {
                continue;
            }

            // The mirror takes nothing but the very next event; a snapshot in between would mean that changes were lost.
            Assert.Equal(MirrorOutcome.Applied, mirror.Apply(next));
            Assert.True(next.Kind == WatchEventKind.Change || next.Reason == SnapshotReason.Initial, $"{next.Kind} {next.Reason}");
            if (slow)
            {
                await Task.Yield();
            }

            if (next.Position.Revision.Value == Changes)
            {
                break;
            }
        }

        return mirror;
    }

    private static async Task BreakAsync(TcpProxy proxy, CancellationToken cancellationToken)
    {
        var random = new Random(7);
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(random.Next(5, 60), CancellationToken.None);
            proxy.Drop();
        }
    }

    private static HttpServiceRegistry Client(Uri address)
    {
        var options = new ServiceRegistryClientOptions { MaxAttempts = 20, WatchBacklog = 64 };
        ClientHost.Quick(options, address);
        options.MaxRetryDelay = TimeSpan.FromMilliseconds(20);
        return new HttpServiceRegistry(options);
    }

    private static async Task RegisterAsync(RegistryServer server, string id)
        => (await server.Registry.RegisterAsync(RegistrarFixture.Instance(id))).GetValueOrThrow();
}
