using System.Globalization;
using System.Net;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests.Stores;

/// <summary>The program is started before its store, or without it.</summary>
[RequiresServer(RedisServer.Program)]
[RequiresServer(EtcdServer.Program)]
public sealed class StoreWaitTests
{
    private const int StoreUnusable = 3;

    [ServerTheory]
    [InlineData("embedded")]
    [InlineData("orleans")]
    public async Task A_program_whose_redis_comes_later_waits_for_it(string engine)
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();

        await ComesLaterAsync(redis, ["--engine", engine, "--store", "redis", "--redis", redis.EndPoint, .. Ports(engine)]);
    }

    [ServerTheory]
    [InlineData("embedded", "etcd")]
    [InlineData("orleans", "etcd")]
    [InlineData("orleans", "etcd-direct")]
    public async Task A_program_whose_etcd_comes_later_waits_for_it(string engine, string store)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await etcd.KillAsync();

        await ComesLaterAsync(etcd, ["--engine", engine, "--store", store, "--etcd", $"http://127.0.0.1:{etcd.Port}", .. Ports(engine)]);
    }

    [Theory]
    [InlineData("embedded", "redis")]
    [InlineData("embedded", "etcd")]
    [InlineData("orleans", "redis")]
    [InlineData("orleans", "redis-direct")]
    [InlineData("orleans", "etcd")]
    [InlineData("orleans", "etcd-direct")]
    public async Task A_program_whose_store_does_not_come_says_so_and_exits(string engine, string store)
    {
        var nobody = LoopbackPort.Free();
        var (code, error) = await ProgramRun.RunSiloAsync(
        [
            "--engine", engine, "--store", store, "--port", "0", "--store-wait", "1", "--redis", $"127.0.0.1:{nobody}", "--etcd", $"http://127.0.0.1:{nobody}",
            .. Ports(engine),
        ]);

        Assert.Equal(StoreUnusable, code);
        Assert.Contains(nobody.ToString(CultureInfo.InvariantCulture), error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[] Ports(string engine)
        => engine == "orleans" ? ["--silo-port", $"{LoopbackPort.Free()}", "--gateway-port", $"{LoopbackPort.Free()}"] : [];

    private static async Task ComesLaterAsync(ServerProcess store, string[] arguments)
    {
        var (silo, ready) = SiloProcess.Begin(arguments);
        await using var disposing = silo;
        await Eventually.TrueAsync(() => silo.Output.Contains("Waiting up to 60 s", StringComparison.Ordinal));

        await store.RestartAsync();
        await ready;

        Assert.Equal(HttpStatusCode.Created, await silo.RegisterAsync("orders", "a"));
        Assert.Equal(2, silo.Output.Split("Waiting up to 60 s").Length);
    }
}
