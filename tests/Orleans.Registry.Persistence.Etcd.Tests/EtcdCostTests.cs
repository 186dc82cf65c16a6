using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;
using Xunit.Abstractions;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>What a change costs, by the server's own counters.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdCostTests(ITestOutputHelper output)
{
    private const int Updates = 200;
    private const int Revisions = 10_000;

    [ServerFact]
    public async Task Bytes_per_changed_instance_do_not_depend_on_the_size_of_the_service()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var session = await EtcdTests.OpenAsync(EtcdTests.Options(server.Address));

        var small = await CostAsync(server, session, "small", 10);
        var large = await CostAsync(server, session, "large", Revisions);

        output.WriteLine($"per changed instance in a service of 10: {small}");
        output.WriteLine($"per changed instance in a service of 10,000: {large}");
        Assert.InRange(large.Received, small.Received * 0.98, small.Received * 1.02);
        Assert.InRange(large.Sent, small.Sent * 0.5, small.Sent * 1.5);
        Assert.InRange(large.Stored, small.Stored * 0.98, small.Stored * 1.02);
        Assert.InRange(large.Logged, small.Logged * 0.9, small.Logged * 1.1);
    }

    [ServerFact]
    public async Task One_change_is_one_transaction()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var session = await EtcdTests.OpenAsync(EtcdTests.Options(server.Address));
        await session.MustSendAsync("orders", d => d.Register("a"));
        var before = await CallsAsync(server);

        for (var i = 0; i < Updates; i++)
        {
            await session.MustSendAsync("orders", d => d.Update("a"));
        }

        Assert.Equal((before.Transactions + Updates, before.Reads), await CallsAsync(server));
    }

    [ServerFact]
    public async Task The_log_keeps_no_more_than_its_capacity_and_some_slack()
    {
        await using var server = await EtcdServer.StartAsync();
        var options = EtcdTests.Options(server.Address);
        options.LogCapacity = 100;
        await using var session = await EtcdTests.OpenAsync(options);
        await session.MustSendAsync("orders", d => d.Register("a"));

        for (var i = 0; i < 500; i++)
        {
            await session.MustSendAsync("orders", d => d.Update("a"));
            if (i % 50 == 0)
            {
                Assert.InRange(await EtcdTests.CountAsync(server, options.KeyPrefix + ":s/orders/l/"), 1, 113);
            }
        }

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_lower_capacity_is_reached_in_bounded_steps()
    {
        await using var server = await EtcdServer.StartAsync();
        var options = EtcdTests.Options(server.Address);
        await using (var before = await EtcdTests.OpenAsync(options))
        {
            for (var i = 0; i < 3000; i += 10)
            {
                await before.MustSendAsync("orders", d => Enumerable.Range(i, 10).ToList().ForEach(k => d.Register($"i-{k}")));
            }
        }

        options.LogCapacity = 50;
        await using var session = await EtcdTests.OpenAsync(options);
        var counts = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            await session.MustSendAsync("orders", d => d.Update("i-1"));
            counts.Add(await EtcdTests.CountAsync(server, options.KeyPrefix + ":s/orders/l/"));
            var script = session.Script("orders");
            var after = new Revision(script.Revision.Value - 50);
            var page = await session.Store.ReadHistoryAsync(script.Service, after, 100, CancellationToken.None);
            Assert.Equal(50, page!.Changes.Count);
        }

        // 300 keys of ten changes: a thousand changes less each time.
        Assert.Equal([201, 102, 8, 9, 10], counts);
    }

    /// <summary>Bytes per update, averaged: to the server, from it, put into its store, and written to its write-ahead log.</summary>
    private static async Task<(double Received, double Sent, double Stored, double Logged)> CostAsync(
        EtcdServer server, StoreSession session, string service, int instances)
    {
        var all = Enumerable.Range(0, instances).ToList();
        await session.MustSendAsync(service, d => all.ForEach(i => d.Register($"instance-{i}", variant: 1000)));

        // Up to the same revision whatever the size, because numbers in the records grow with it.
        if (instances < Revisions)
        {
            var rest = Enumerable.Range(instances, Revisions - instances).ToList();
            await session.MustSendAsync(service, d => rest.ForEach(_ => d.Update("instance-7")));
        }

        var before = await CountersAsync(server);
        for (var i = 0; i < Updates; i++)
        {
            await session.MustSendAsync(service, d => d.Update("instance-7"));
        }

        var after = await CountersAsync(server);
        var cost = after.Zip(before, static (late, early) => (late - early) / Updates).ToArray();
        return (cost[0], cost[1], cost[2], cost[3]);
    }

    private static async Task<double[]> CountersAsync(EtcdServer server) =>
    [
        await server.MetricAsync("etcd_network_client_grpc_received_bytes_total"),
        await server.MetricAsync("etcd_network_client_grpc_sent_bytes_total"),
        await server.MetricAsync("etcd_debugging_mvcc_total_put_size_in_bytes"),
        await server.MetricAsync("etcd_disk_wal_write_bytes_total"),
    ];

    private static async Task<(double Transactions, double Reads)> CallsAsync(EtcdServer server) => (
        await server.MetricAsync("grpc_server_started_total{grpc_method=\"Txn\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}"),
        await server.MetricAsync("grpc_server_started_total{grpc_method=\"Range\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}"));
}
