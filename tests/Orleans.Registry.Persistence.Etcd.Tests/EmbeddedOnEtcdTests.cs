using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>Whole registries whose state is in etcd.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EmbeddedOnEtcdTests
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");

    [ServerFact]
    public async Task Renewals_write_nothing()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var registry = await StartAsync(server);
        for (var i = 0; i < 100; i++)
        {
            Assert.True((await registry.RegisterAsync(Registration($"i-{i}"))).IsSuccess);
        }

        var wishes = Enumerable.Range(0, 100).Select(i => new Renewal(InstanceId.Parse($"i-{i}"), Incarnation: 1)).ToArray();
        var before = await server.MetricAsync("etcd_disk_wal_write_bytes_total");
        for (var round = 0; round < 10_000; round++)
        {
            var outcomes = await registry.RenewAsync(wishes);
            Assert.DoesNotContain(outcomes.Value!, outcome => outcome != RenewalOutcome.Renewed);
        }

        Assert.Equal(before, await server.MetricAsync("etcd_disk_wal_write_bytes_total"));
    }

    [ServerFact]
    public async Task Reads_go_on_while_etcd_is_away_and_writes_say_that_it_is()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var registry = await StartAsync(server);
        Assert.True((await registry.RegisterAsync(Registration("before"))).IsSuccess);

        await server.KillAsync();
        var operation = OperationId.NewId();
        var refused = await registry.RegisterAsync(Registration("during"), operation);
        var answer = await registry.GetServiceAsync(Orders);
        await server.RestartAsync();

        Assert.Equal(RegistryErrorCode.StoreUnavailable, refused.Error!.Code);
        Assert.Equal("before", Assert.Single(answer.Value!.Snapshot.Instances).Id.Value);
        await Eventually.TrueAsync(async () => (await registry.RegisterAsync(Registration("during"), operation)).IsSuccess);
        Assert.Equal(2, (await registry.GetServiceAsync(Orders)).Value!.Snapshot.Revision.Value);
    }

    private static InstanceRegistration Registration(string id) => new()
    {
        Service = Orders,
        Id = InstanceId.Parse(id),
        Incarnation = 1,
        Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Ttl = TimeSpan.FromMinutes(10) },
    };

    private static async Task<EmbeddedServiceRegistry> StartAsync(EtcdServer server)
    {
        var options = EtcdTests.Options(server.Address, "test");
        (options.AttemptTimeout, options.OperationTimeout) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
        var registry = new EmbeddedServiceRegistry(
            new EtcdRegistryStore(options), new EmbeddedRegistryOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(CancellationToken.None);
        return registry;
    }
}
