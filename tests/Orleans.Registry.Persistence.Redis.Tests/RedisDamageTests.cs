using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests;

/// <summary>What is not the registry's own is neither served nor overwritten, and the message says what and where.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class RedisDamageTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private readonly RedisRegistryStoreOptions _options = ServerBinary.Find(RedisServer.Program) is null
        ? new RedisRegistryStoreOptions()
        : RedisTests.Options(redis.Server.EndPoint, RedisTests.NewPrefix());

    [ServerFact]
    public async Task A_key_of_another_type_is_named_and_nothing_is_written()
    {
        foreach (var part in (string[])["meta", "instances", "overrides", "policies", "configs", "log"])
        {
            await using var session = await StartAsync();
            var before = await DumpAsync(part);
            await redis.Server.CommandAsync("DEL", Key(part));
            await redis.Server.CommandAsync("SET", Key(part), "something else");

            var appending = await Assert.ThrowsAsync<StoreCorruptException>(() => session.SendAsync("orders", d => d.Update("a").SetPolicy().SetConfiguration()));
            var loading = await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.LoadAsync(Orders, CancellationToken.None));

            Assert.Contains($"{Key(part)} is a string", appending.Message, StringComparison.Ordinal);
            Assert.Contains($"{Key(part)} is a string", loading.Message, StringComparison.Ordinal);
            Assert.Equal(before, await DumpAsync(part));
            await redis.Server.CommandAsync("FLUSHALL");
        }
    }

    [ServerFact]
    public async Task A_log_of_another_type_is_named_when_history_is_read()
    {
        await using var session = await StartAsync();
        await redis.Server.CommandAsync("DEL", Key("log"));
        await redis.Server.CommandAsync("SET", Key("log"), "x");

        var e = await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.ReadHistoryAsync(Orders, Revision.None, 10, CancellationToken.None));

        Assert.Contains(Key("log"), e.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task Data_of_a_newer_format_is_not_opened()
    {
        await (await StartAsync()).DisposeAsync();
        await redis.Server.CommandAsync("HSET", $"{_options.KeyPrefix}:format", "version", "2");

        var e = await Assert.ThrowsAsync<StoreCorruptException>(() => RedisTests.OpenAsync(_options));

        Assert.Contains("format 2", e.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_service_of_a_newer_format_is_neither_read_nor_written()
    {
        await using var session = await StartAsync();
        await redis.Server.CommandAsync("HSET", Key("meta"), "format", "2");
        var before = await DumpAsync();

        await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.LoadAsync(Orders, CancellationToken.None));
        var e = await Assert.ThrowsAsync<StoreCorruptException>(() => session.SendAsync("orders", d => d.Update("a")));

        Assert.Contains("format 2", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DumpAsync());
    }

    [ServerFact]
    public async Task A_record_of_a_newer_format_is_refused_with_its_place()
    {
        await using var session = await StartAsync();
        await redis.Server.CommandAsync("HSET", Key("instances"), "a", "\u0002rest");

        var e = await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.LoadAsync(Orders, CancellationToken.None));

        Assert.Contains($"{Key("instances")}, field 'a'", e.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_record_under_another_instances_id_is_refused()
    {
        await using var session = await StartAsync();
        await redis.Server.CommandAsync(
            "EVAL", "redis.call('HSET', KEYS[1], 'stranger', redis.call('HGET', KEYS[1], 'a'))", "1", Key("instances"));

        var e = await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.LoadAsync(Orders, CancellationToken.None));

        Assert.Contains("'stranger'", e.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_gap_in_the_log_is_found()
    {
        foreach (var missing in (string[])["2-0", "3-0"])
        {
            await using var session = await StartAsync();
            await session.MustSendAsync("orders", d => d.Update("a").Update("a"));
            await redis.Server.CommandAsync("XDEL", Key("log"), missing);

            var e = await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.LoadAsync(Orders, CancellationToken.None));

            Assert.Contains(Key("log"), e.Message, StringComparison.Ordinal);
            await redis.Server.CommandAsync("FLUSHALL");
        }
    }

    [ServerFact]
    public async Task A_service_without_its_meta_is_not_taken_for_a_new_one()
    {
        await using var session = await StartAsync();
        await redis.Server.CommandAsync("DEL", Key("meta"));
        var before = await DumpAsync();
        var fresh = new ConformanceTests.Stores.Records.ServiceScript(Orders, new Epoch(9)).Draft().Register("new").Build();

        var loading = await Assert.ThrowsAsync<StoreCorruptException>(() => RedisTests.OpenAsync(_options));
        var writing = await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.AppendAsync(fresh, CancellationToken.None));

        Assert.Contains($"{Key("meta")} is gone", loading.Message, StringComparison.Ordinal);
        Assert.Contains($"{Key("meta")} is gone", writing.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DumpAsync());
    }

    [ServerFact]
    public async Task The_number_of_shards_is_the_one_of_the_first_store()
    {
        await using var session = await StartAsync();
        var other = RedisTests.Options(redis.Server.EndPoint, _options.KeyPrefix);
        other.Shards = _options.Shards * 4;

        await using var later = await RedisTests.OpenAsync(other);

        await later.MustSendAsync("orders", d => d.Update("a"));
        await later.VerifyAsync();
    }

    private string Key(string part) => Keys().Single(k => k.EndsWith($":{part}", StringComparison.Ordinal));

    private string[] Keys()
    {
        var keys = new RedisKeys(_options.KeyPrefix, _options.Shards).Service(Orders);
        return [.. keys.Records.Select(k => k.ToString())];
    }

    private async Task<StoreSession> StartAsync()
    {
        var session = await RedisTests.OpenAsync(_options);
        await session.MustSendAsync("orders", d => d.Register("a").SetPolicy().SetConfiguration());
        return session;
    }

    /// <summary>The contents of all keys of the service but one.</summary>
    private async Task<List<object?>> DumpAsync(string except = "")
    {
        var dumps = new List<object?>();
        foreach (var key in Keys().Where(k => !k.EndsWith($":{except}", StringComparison.Ordinal)))
        {
            // A digest says whether anything changed without the bytes having to be text.
            dumps.Add(await redis.Server.CommandAsync("EVAL", "return redis.sha1hex(redis.call('DUMP', KEYS[1]) or '')", "1", key));
        }

        return dumps;
    }
}
