using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests.Stores;

/// <summary>The state of a registry on its way through all stores and back.</summary>
[RequiresServer(RedisServer.Program)]
[RequiresServer(EtcdServer.Program)]
public sealed class CopyTests : IDisposable
{
    private const int StoreUnusable = 3;
    private const int StoreHeld = 5;
    private readonly string _directory = Directory.CreateTempSubdirectory("registry-copy-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [ServerFact]
    public async Task State_goes_from_journal_to_redis_to_etcd_and_back_without_a_loss()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var etcd = await EtcdServer.StartAsync();
        await using var silo = await SiloProcess.StartAsync();
        var before = await FillAsync(silo);
        Assert.Equal(0, await silo.TerminateAsync());
        var journal = $"journal:{Path.Combine(silo.Directory, "data")}";
        var back = Path.Combine(_directory, "data");

        Assert.Equal((0, string.Empty), await CopyAsync(journal, $"redis:{redis.EndPoint},prefix=moved"));
        Assert.Equal((0, string.Empty), await CopyAsync($"redis:{redis.EndPoint},prefix=moved", $"etcd:{etcd.Address},prefix=moved"));
        Assert.Equal((0, string.Empty), await CopyAsync($"etcd:{etcd.Address},prefix=moved", $"journal:{back}"));

        foreach (var arguments in (string[][])
            [
                ["--store", "redis", "--redis", redis.EndPoint, "--redis-prefix", "moved"],
                ["--store", "etcd", "--etcd", $"{etcd.Address}", "--etcd-prefix", "moved"],
                ["--data", back],
            ])
        {
            await using var moved = await SiloProcess.StartAsync(arguments);
            Assert.Equal(before, await DumpAsync(moved));
            Assert.Equal(HttpStatusCode.Created, await moved.RegisterAsync("orders", "one-more"));
        }
    }

    [ServerFact]
    public async Task Copy_that_must_not_be_made_says_why()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var silo = await SiloProcess.StartAsync("--store", "redis", "--redis", redis.EndPoint);
        await silo.RegisterAsync("orders", "a");
        var store = $"redis:{redis.EndPoint}";
        var journal = $"journal:{Path.Combine(_directory, "data")}";

        var held = await CopyAsync(store, journal);
        await silo.TerminateAsync();
        var first = await CopyAsync(store, journal);
        var again = await CopyAsync(store, journal);
        var missing = await CopyAsync("journal:/nowhere/at/all", store);

        Assert.Equal(StoreHeld, held.ExitCode);
        Assert.Contains($"http://127.0.0.1:{silo.Port}", held.Error, StringComparison.Ordinal);
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(StoreUnusable, again.ExitCode);
        Assert.Contains("holds services already", again.Error, StringComparison.Ordinal);
        Assert.Equal(StoreUnusable, missing.ExitCode);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_copy_is_named_at_once()
    {
        var (code, error) = await ProgramRun.RunSiloAsync("copy", "--from", "paper:x", "--to", "etcd:http://127.0.0.1:1,colour=red", "--quick");

        Assert.Equal(2, code);
        Assert.Contains("paper", error, StringComparison.Ordinal);
        Assert.Contains("colour", error, StringComparison.Ordinal);
        Assert.Contains("--quick", error, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Error)> CopyAsync(string from, string to) => ProgramRun.RunSiloAsync("copy", "--from", from, "--to", to);

    private static async Task<string> FillAsync(SiloProcess silo)
    {
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(HttpStatusCode.Created, await silo.RegisterAsync(i < 200 ? "orders" : $"service-{i}", $"instance-{i}", ttl: 3600));
        }

        for (var i = 0; i < 50; i++)
        {
            using var gone = await silo.Http.DeleteAsync(silo.Url($"/api/v1/instances/instance-{i}"));
            gone.EnsureSuccessStatusCode();
        }

        using var policy = await silo.Http.PutAsJsonAsync(
            silo.Url("/api/v1/services/orders/configuration"), new { entries = new Dictionary<string, string> { ["a"] = "1", ["ü"] = "2" } });
        policy.EnsureSuccessStatusCode();
        return await DumpAsync(silo);
    }

    // What the registry tells of its services, without what differs from one start to the next: leases and ages.
    private static async Task<string> DumpAsync(SiloProcess silo)
    {
        var orders = await silo.GetAsync("/api/v1/services/orders");
        var history = await silo.GetAsync("/api/v1/services/orders/history?limit=1000");
        var configurations = await silo.GetAsync("/api/v1/services/orders/configuration");
        var services = await silo.GetAsync("/api/v1/services");
        var instances = orders.GetProperty("snapshot").GetProperty("instances").EnumerateArray().Select(static i => i.GetRawText()).Order(StringComparer.Ordinal);
        return string.Join(
            '\n',
            [orders.GetProperty("snapshot").GetProperty("position").GetString()!, .. instances, Raw(history), Raw(configurations), Raw(services.GetProperty("services"))]);
    }

    private static string Raw(JsonElement element) => element.GetRawText();
}
