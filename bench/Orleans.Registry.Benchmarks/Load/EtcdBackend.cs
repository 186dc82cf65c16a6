using System.Diagnostics;
using Etcdserverpb;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Persistence.Etcd;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>A real etcd of one member, beside puts over gRPC by the client that the store uses itself.</summary>
internal sealed class EtcdBackend : StoreBackend
{
    private static readonly TimeSpan RawDuration = TimeSpan.FromSeconds(2);
    private readonly EtcdServer _server;
    private int _stores;

    private EtcdBackend(EtcdServer server) => _server = server;

    public override string Name => "etcd, one member";

    public override string RawName => "etcd put (gRPC)";

    public static async Task<EtcdBackend> StartAsync() => new(await EtcdServer.StartAsync());

    public override IRegistryStore CreateStore() => new EtcdRegistryStore(Options());

    public override async Task<long> WrittenAsync() => (long)await _server.MetricAsync("etcd_disk_wal_write_bytes_total");

    public override async Task<double> MeasureRawAsync(int clients, int bytes)
    {
        using var instruments = new EtcdStoreInstruments(factory: null);
        using var client = new GrpcEtcdClient(Options(), TimeProvider.System, instruments, NullLogger.Instance);
        var value = ByteString.CopyFrom(new byte[bytes]);
        var next = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < RawDuration)
            {
                var key = ByteString.CopyFromUtf8($"raw/{Interlocked.Increment(ref next) % 100_000}");
                await client.TxnAsync(new TxnRequest { Success = { EtcdOps.Put(key, value) } }, CancellationToken.None);
            }
        })));
        return next / clock.Elapsed.TotalSeconds;
    }

    public override ValueTask DisposeAsync() => _server.DisposeAsync();

    private EtcdRegistryStoreOptions Options()
    {
        var options = new EtcdRegistryStoreOptions { KeyPrefix = $"bench-{Interlocked.Increment(ref _stores)}" };
        options.Endpoints.Add(_server.Address.ToString());
        return options;
    }
}
