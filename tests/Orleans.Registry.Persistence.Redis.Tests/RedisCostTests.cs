using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit.Servers;
using Xunit.Abstractions;

namespace Orleans.Registry.Persistence.Redis.Tests;

/// <summary>What a change costs, by the server's own counters.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class RedisCostTests(ITestOutputHelper output)
{
    private const int Updates = 200;

    [ServerFact]
    public async Task Bytes_per_changed_instance_do_not_depend_on_the_size_of_the_service()
    {
        // A rewrite of the append-only file in the middle would make it shorter.
        await using var server = await RedisServer.StartAsync(new RedisServerSetup { ExtraArguments = ["--auto-aof-rewrite-percentage", "0"] });
        await using var session = await RedisTests.OpenAsync(RedisTests.PatientOptions(server.EndPoint, "test", new StoreSetup()));

        var small = await CostAsync(server, session, "small", 10);
        var large = await CostAsync(server, session, "large", 10_000);

        output.WriteLine($"per changed instance in a service of 10: {small}");
        output.WriteLine($"per changed instance in a service of 10,000: {large}");
        Assert.InRange(large.Sent, small.Sent * 0.98, small.Sent * 1.02);
        Assert.InRange(large.Answered, small.Answered * 0.5, small.Answered * 2);
        Assert.InRange(large.Logged, small.Logged * 0.98, small.Logged * 1.02);
    }

    [ServerFact]
    public async Task One_change_is_one_command()
    {
        await using var server = await RedisServer.StartAsync();
        await using var session = await RedisTests.OpenAsync(RedisTests.PatientOptions(server.EndPoint, "test", new StoreSetup()));
        await session.MustSendAsync("orders", d => d.Register("a"));
        var before = await ScriptCallsAsync(server);

        for (var i = 0; i < Updates; i++)
        {
            await session.MustSendAsync("orders", d => d.Update("a"));
        }

        Assert.Equal(before + Updates, await ScriptCallsAsync(server));
    }

    /// <summary>Calls by hash; none before a script was sent whole.</summary>
    private static async Task<long> ScriptCallsAsync(RedisServer server)
    {
        var info = (string)(await server.CommandAsync("INFO", "commandstats"))!;
        return info.Split("cmdstat_evalsha:calls=") is [_, var rest]
            ? long.Parse(rest.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>Bytes per update, averaged: sent to the server, answered by it, and written to its append-only file.</summary>
    private static async Task<(double Sent, double Answered, double Logged)> CostAsync(RedisServer server, StoreSession session, string service, int instances)
    {
        // The same number of changes whatever the size, so that revisions are as long and logs as full.
        for (var first = 0; first < 10_000; first += 500)
        {
            await session.MustSendAsync(service, d =>
            {
                for (var i = first; i < first + 500; i++)
                {
                    d.Register($"instance-{i % instances}");
                }
            });
        }

        var before = await CountersAsync(server);
        for (var i = 0; i < Updates; i++)
        {
            await session.MustSendAsync(service, d => d.Update("instance-7"));
        }

        var after = await CountersAsync(server);
        return (
            (after.Sent - before.Sent) / (double)Updates,
            (after.Answered - before.Answered) / (double)Updates,
            (after.Logged - before.Logged) / (double)Updates);
    }

    private static async Task<(long Sent, long Answered, long Logged)> CountersAsync(RedisServer server)
        => (await server.InfoAsync("total_net_input_bytes"), await server.InfoAsync("total_net_output_bytes"), await server.InfoAsync("aof_current_size"));
}
