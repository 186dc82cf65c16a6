using System.Diagnostics;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>Calls of etcd as database clients tell of theirs.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdTelemetryTests
{
    private const string Duration = "db.client.operation.duration";

    [ServerFact]
    public async Task Calls_are_timed_by_member_and_operation_and_their_spans_belong_to_who_is_traced()
    {
        await using var server = await EtcdServer.StartAsync();
        using var metrics = new RecordedMetrics();
        var options = EtcdTests.PatientOptions(server.Address, EtcdTests.NewPrefix(), new StoreSetup());
        var store = new EtcdRegistryStore(options, meterFactory: metrics);
        await using var session = await EtcdTests.OpenAsync(store, options);
        string[] writes = ["db.system.name=etcd", "db.operation.name=txn", "server.address=127.0.0.1", $"server.port={server.Address.Port}"];
        var before = metrics.Count(Duration, writes);

        using var spans = new RecordedActivities(ofAllTraces: false, EtcdStoreInstruments.Name);
        await session.MustSendAsync("orders", static d => d.SetOverride("orders-1"));

        Assert.True(before >= 1);
        Assert.True(metrics.Count(Duration, writes) > before);
        Assert.Null(metrics.Value(Duration, "error.type=unreachable"));
        Assert.InRange(metrics.Value(Duration)!.Value, 0, 120);
        Assert.Equal("s", metrics.Instrument(Duration).Unit);
        Assert.Null(metrics.Value("registry.etcd.failovers"));
        Assert.Equal(metrics.Count(Duration, writes) - before, spans.Named("txn").Count);
        Assert.All(spans.Named("txn"), span =>
        {
            Assert.Equal((ActivityKind.Client, "etcd", "txn"), (span.Kind, span.GetTagItem("db.system.name"), span.GetTagItem("db.operation.name")));
            Assert.Equal(("127.0.0.1", server.Address.Port), (span.GetTagItem("server.address"), span.GetTagItem("server.port")));
            Assert.Null(span.GetTagItem("error.type"));
        });
    }

    [ServerFact]
    public async Task A_call_that_failed_has_the_type_of_its_error_and_leaving_a_member_is_counted()
    {
        using var metrics = new RecordedMetrics();
        var options = EtcdTests.Options([new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"), new Uri($"http://127.0.0.2:{LoopbackPort.Free()}")]);
        (options.AttemptTimeout, options.OperationTimeout) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500));
        await using var store = new EtcdRegistryStore(options, meterFactory: metrics);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(CancellationToken.None).AsTask());

        Assert.True(metrics.Count(Duration, "db.operation.name=txn", "error.type=unreachable") >= 1);
        Assert.True(metrics.Value("registry.etcd.failovers") >= 1);
    }
}
