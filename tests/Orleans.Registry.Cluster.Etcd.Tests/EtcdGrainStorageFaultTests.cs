using Orleans.Registry.TestKit.Servers;
using Orleans.Storage;

namespace Orleans.Registry.Cluster.Etcd.Tests;

/// <summary>Answers are lost, members are away, values are strange.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdGrainStorageFaultTests : IAsyncLifetime
{
    private EtcdServer _server = null!;

    public async Task InitializeAsync()
    {
        if (ServerBinary.Find(EtcdServer.Program) is not null)
        {
            _server = await EtcdServer.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [ServerFact]
    public async Task A_write_whose_answer_is_lost_is_acknowledged_and_made_once()
    {
        await using var relay = new TcpRelay(_server.Port);
        using var storage = TestStorage.Create([relay.Address]);
        var state = await storage.ReadAsync();

        for (var i = 1; i <= 20; i++)
        {
            relay.LoseNextReply();
            await storage.WriteAsync(state, i);

            var read = await storage.ReadAsync();
            Assert.Equal((i, state.ETag), (read.State!.Value, read.ETag));
        }

        Assert.True(relay.Lost >= 20, $"{relay.Lost} answers were lost.");
    }

    [ServerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clear_whose_answer_is_lost_is_acknowledged_and_made_once(bool deletes)
    {
        await using var relay = new TcpRelay(_server.Port);
        using var storage = TestStorage.Create([relay.Address], o => o.DeleteStateOnClear = deletes);
        var state = await storage.ReadAsync();

        for (var i = 1; i <= 10; i++)
        {
            await storage.WriteAsync(state, i);
            relay.LoseNextReply();
            await storage.ClearAsync(state);

            var read = await storage.ReadAsync();
            Assert.Equal((false, 0, state.ETag), (read.RecordExists, read.State!.Value, read.ETag));
        }

        Assert.True(relay.Lost >= 10, $"{relay.Lost} answers were lost.");
    }

    [ServerFact]
    public async Task A_write_that_another_replaced_before_it_was_repeated_is_refused_even_if_both_wrote_the_same()
    {
        using var storage = TestStorage.Create([_server.Address]);
        using var other = TestStorage.Create([_server.Address]);
        var state = await storage.ReadAsync();
        await storage.WriteAsync(state, 1);

        storage.Client.RepeatNextAfter(async () => await other.WriteAsync(await other.ReadAsync(), 2));

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteAsync(state, 2));
        Assert.Equal(2, (await storage.ReadAsync()).State!.Value);
    }

    [ServerFact]
    public async Task A_clear_is_refused_when_another_wrote_before_it_was_repeated()
    {
        using var storage = TestStorage.Create([_server.Address]);
        using var other = TestStorage.Create([_server.Address]);
        var state = await storage.ReadAsync();
        await storage.WriteAsync(state, 1);

        storage.Client.RepeatNextAfter(async () => await other.WriteAsync(await other.ReadAsync(), 2));

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearAsync(state));
        Assert.Equal(2, (await storage.ReadAsync()).State!.Value);
    }

    [ServerFact]
    public async Task A_clear_of_what_another_cleared_is_refused()
    {
        using var storage = TestStorage.Create([_server.Address]);
        var state = await storage.ReadAsync();
        await storage.WriteAsync(state, 1);
        await storage.ClearAsync(await storage.ReadAsync());

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearAsync(state));
    }

    [ServerFact]
    public async Task A_member_that_does_not_answer_is_left_for_the_next()
    {
        await using var dead = await EtcdServer.StartAsync();
        await dead.KillAsync();
        using var storage = TestStorage.Create([dead.Address, _server.Address]);

        await storage.WriteAsync(await storage.ReadAsync(), 1);

        Assert.Equal(1, (await storage.ReadAsync()).State!.Value);
    }

    [ServerFact]
    public async Task A_write_outlives_a_restart_of_etcd()
    {
        using var storage = TestStorage.Create([_server.Address]);
        var state = await storage.ReadAsync();
        await storage.WriteAsync(state, 1);

        await _server.KillAsync();
        var write = storage.WriteAsync(state, 2);
        await _server.RestartAsync();
        await write;

        Assert.Equal((2, state.ETag), ((await storage.ReadAsync()).State!.Value, state.ETag));
    }

    [ServerFact]
    public async Task An_etcd_that_is_away_is_told_with_the_key_and_the_address()
    {
        await _server.KillAsync();
        using var storage = TestStorage.Create([_server.Address], static o => o.AttemptTimeout = o.OperationTimeout = TimeSpan.FromMilliseconds(300));

        var failure = await Assert.ThrowsAsync<EtcdStorageException>(storage.ReadAsync);

        Assert.Contains(TestStorage.Key, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_server.Address.Authority, failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_value_that_this_storage_did_not_write_is_not_taken_for_a_state()
    {
        var (key, value) = (Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(TestStorage.Key)), Convert.ToBase64String("{\"Value\":1}"u8));
        await _server.CallAsync("/v3/kv/put", $$"""{"key":"{{key}}","value":"{{value}}"}""");
        using var storage = TestStorage.Create([_server.Address]);

        var failure = await Assert.ThrowsAsync<EtcdStorageException>(storage.ReadAsync);

        Assert.Contains(TestStorage.Key, failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_login_is_made_and_made_again_after_a_restart_ended_it()
    {
        await EtcdUsers.EnableAsync(_server, "orleans/", "silo", "s3cret");
        using var storage = TestStorage.Create([_server.Address], static o => (o.UserName, o.Password) = ("silo", "s3cret"));
        var state = await storage.ReadAsync();
        await storage.WriteAsync(state, 1);

        // Simple tokens live in a member's memory.
        await _server.KillAsync();
        await _server.RestartAsync();
        await storage.WriteAsync(state, 2);

        Assert.Equal(2, (await storage.ReadAsync()).State!.Value);
    }
}
