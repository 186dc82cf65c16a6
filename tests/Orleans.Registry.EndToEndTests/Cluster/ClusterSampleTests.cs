using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>The sample that is an Orleans client, as a user starts it, with a real silo.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class ClusterSampleTests
{
    [Fact]
    public async Task Orleans_clients_see_each_other_come_leave_gently_and_die()
    {
        var gateway = LoopbackPort.Free();
        await using var silo = await StartSiloAsync(gateway);
        await using var stays = await StartSampleAsync(gateway, "stays");
        await using var leaves = await StartSampleAsync(gateway, "leaves");
        await stays.SeesAsync("registered leaves");
        await leaves.SaysAsync("there is stays Healthy");

        Assert.Equal(0, await leaves.TerminateAsync());
        await stays.SeesAsync("draining leaves");
        await stays.SeesAsync("deregistered leaves");
        Assert.Contains("watchers have confirmed revision", leaves.Output, StringComparison.Ordinal);

        await using var dies = await StartSampleAsync(gateway, "dies");
        await stays.SeesAsync("registered dies");
        await dies.KillAsync();
        await stays.SeesAsync("expired dies");

        string[] expected = ["registered", "registered", "draining", "deregistered", "registered", "expired"];
        foreach (var source in new[] { "watch", "stream" })
        {
            // The watch begins with what is there, which its own registration may be by then; the stream's reader pulls all.
            var changes = stays.Changes(source);
            var before = source == "watch" && changes.Count > 0 && changes[0].Revision == 2 ? 1 : 0;
            Assert.Equal(Enumerable.Range(1 + before, expected.Length - before).Select(static r => (long)r), changes.Select(static c => c.Revision));
            Assert.Equal(expected[before..], changes.Select(static c => c.Text.Split(' ')[0]));
        }
    }

    [Fact]
    public async Task An_orleans_client_that_comes_before_its_cluster_says_so_and_joins_it_later()
    {
        var gateway = LoopbackPort.Free();
        await using var sample = await ClusterSampleProcess.StartAsync("no cluster 'registry' at", Arguments(gateway, "early"));
        await using var silo = await StartSiloAsync(gateway);

        await sample.SaysAsync("this is early of orders");
        await Eventually.TrueAsync(async () => (await silo.IdsAsync("orders")).SetEquals(["early"]));
    }

    [ServerFact]
    public async Task An_orleans_client_finds_the_silos_in_redis_and_goes_on_when_all_of_them_were_gone()
    {
        await using var redis = await RedisServer.StartAsync();
        string[] arguments = ["--engine", "orleans", "--cluster", "redis", "--redis", redis.EndPoint, "--silo-port", $"{LoopbackPort.Free()}", "--gateway-port", $"{LoopbackPort.Free()}"];
        await using var silo = await SiloProcess.StartAsync(arguments);
        await using var sample = await ClusterSampleProcess.StartAsync(
            "this is one of orders", "--cluster", "redis", "--redis", redis.EndPoint, "--id", "one", "--ttl", "60");

        await silo.KillAsync();
        await silo.RestartAsync();
        await silo.RegisterAsync("orders", "two");

        await sample.SeesAsync("registered two");
        Assert.Equal(2, (await silo.IdsAsync("orders")).Count);
    }

    [Fact]
    public async Task A_command_line_that_is_wrong_ends_the_sample_with_all_that_is_wrong()
    {
        var (code, error) = await ProgramRun.RunAsync(
            "Orleans.Registry.ClusterClientSample", "Orleans.Registry.ClusterClientSample.dll", "--cluster", "paper", "--gateway", "there", "--ttl", "0", "--colour", "red");

        Assert.Equal(2, code);
        Assert.Contains("--cluster 'paper' is neither local nor redis", error, StringComparison.Ordinal);
        Assert.Contains("--gateway 'there'", error, StringComparison.Ordinal);
        Assert.Contains("--ttl 0", error, StringComparison.Ordinal);
        Assert.Contains("there is no switch --colour", error, StringComparison.Ordinal);
    }

    private static Task<SiloProcess> StartSiloAsync(int gateway)
        => SiloProcess.StartAsync("--engine", "orleans", "--silo-port", $"{LoopbackPort.Free()}", "--gateway-port", $"{gateway}");

    private static Task<ClusterSampleProcess> StartSampleAsync(int gateway, string id)
        => ClusterSampleProcess.StartAsync($"this is {id} of orders", Arguments(gateway, id));

    private static string[] Arguments(int gateway, string id) => ["--gateway", $"127.0.0.1:{gateway}", "--id", id, "--ttl", "3"];
}
