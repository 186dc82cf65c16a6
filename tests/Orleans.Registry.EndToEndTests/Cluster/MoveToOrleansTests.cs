using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>The way from the embedded registry to silos and back, as docs/orleans.md has it.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class MoveToOrleansTests
{
    [ServerFact]
    public async Task State_moves_from_an_embedded_registry_to_silos_and_back_without_a_loss()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var embedded = await SiloProcess.StartAsync();
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(HttpStatusCode.Created, await embedded.RegisterAsync(i < 30 ? "orders" : "billing", $"instance-{i}", ttl: 3600));
        }

        using var gone = await embedded.Http.DeleteAsync(embedded.Url("/api/v1/instances/instance-0"));
        gone.EnsureSuccessStatusCode();
        using var configured = await embedded.Http.PutAsJsonAsync(
            embedded.Url("/api/v1/services/orders/configuration"), new { entries = new Dictionary<string, string> { ["a"] = "1" } });
        configured.EnsureSuccessStatusCode();
        var before = await DumpAsync(embedded);
        Assert.Equal(HttpStatusCode.Created, await embedded.RegisterAsync("short", "silent", ttl: 2));
        Assert.Equal(0, await embedded.TerminateAsync());

        var (code, error) = await ProgramRun.RunSiloAsync(
            "copy", "--from", $"journal:{Path.Combine(embedded.Directory, "data")}", "--to", $"redis:{redis.EndPoint},prefix=registry");
        Assert.Equal((0, string.Empty), (code, error));

        await using var silo = await SiloProcess.StartAsync(
            "--engine", "orleans", "--cluster", "redis", "--redis", redis.EndPoint, "--store", "redis-direct", "--redis-prefix", "registry",
            "--silo-port", $"{LoopbackPort.Free()}", "--gateway-port", $"{LoopbackPort.Free()}");
        Assert.Equal(before, await DumpAsync(silo));

        // Who is found in the store and never heard of goes; who lives goes on under its id, and revisions go on too.
        await Eventually.TrueAsync(async () => (await silo.IdsAsync("short")).Count == 0, TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await silo.RegisterAsync("orders", "instance-1", ttl: 3600));
        Assert.Equal(HttpStatusCode.Created, await silo.RegisterAsync("orders", "one-more", ttl: 3600));
        var after = await DumpAsync(silo);
        Assert.Equal(0, await silo.TerminateAsync());

        await using var back = await SiloProcess.StartAsync("--store", "redis", "--redis", redis.EndPoint, "--redis-prefix", "registry");
        Assert.Equal(after, await DumpAsync(back));
    }

    // Epoch, revision, instances and history of the services, without what differs from one start to the next.
    private static async Task<string> DumpAsync(SiloProcess silo)
    {
        List<string> lines = [];
        foreach (var service in new[] { "orders", "billing" })
        {
            var snapshot = (await silo.GetAsync($"/api/v1/services/{service}")).GetProperty("snapshot");
            lines.Add(snapshot.GetProperty("position").GetString()!);
            lines.AddRange(snapshot.GetProperty("instances").EnumerateArray().Select(Raw).Order(StringComparer.Ordinal));
            lines.Add(Raw(await silo.GetAsync($"/api/v1/services/{service}/history?limit=1000")));
            lines.Add(Raw(await silo.GetAsync($"/api/v1/services/{service}/configuration")));
        }

        return string.Join('\n', lines);
    }

    private static string Raw(JsonElement element) => element.GetRawText();
}
