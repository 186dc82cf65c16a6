using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Registry.Persistence.Redis;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>A real redis-server with an append-only file, beside redis-benchmark.</summary>
internal sealed class RedisBackend : StoreBackend
{
    private readonly RedisServer _server;
    private readonly string _fsync;
    private int _stores;

    private RedisBackend(RedisServer server, string fsync)
    {
        _server = server;
        _fsync = fsync;
    }

    public override string Name => $"redis, appendfsync {_fsync}";

    public override string RawName => "redis-benchmark SET";

    public static async Task<RedisBackend> StartAsync(string fsync)
        => new(await RedisServer.StartAsync(new RedisServerSetup { AppendFsync = fsync, ExtraArguments = ["--auto-aof-rewrite-percentage", "0"] }), fsync);

    public override IRegistryStore CreateStore() => new RedisRegistryStore(
        Options.Create(new RedisRegistryStoreOptions { ConnectionString = _server.EndPoint, KeyPrefix = $"bench-{Interlocked.Increment(ref _stores)}" }),
        TimeProvider.System,
        NullLogger<RedisRegistryStore>.Instance);

    public override Task<long> WrittenAsync() => _server.InfoAsync("aof_current_size");

    public override async Task<double> MeasureRawAsync(int clients, int bytes)
    {
        var requests = clients == 1 ? 30_000 : 150_000;
        string[] words = ["-p", $"{_server.Port}", "-t", "set", "-r", "100000", "-d", $"{bytes}", "-c", $"{clients}", "-n", $"{requests}", "--csv"];
        var start = new ProcessStartInfo("redis-benchmark", words) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var row = output.Split('\n').Last(static l => l.StartsWith("\"SET\"", StringComparison.Ordinal));
        return double.Parse(row.Split(',')[1].Trim('"'), CultureInfo.InvariantCulture);
    }

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
