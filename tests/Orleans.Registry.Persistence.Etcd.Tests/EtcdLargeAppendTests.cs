using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>Appends that need more than one transaction are atomic all the same.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdLargeAppendTests(SharedEtcd etcd) : IClassFixture<SharedEtcd>
{
    [ServerFact]
    public async Task An_append_of_thousands_of_changes_is_stored_whole()
    {
        await using var session = await EtcdTests.OpenAsync(Options(etcd.Server));

        await session.MustSendAsync("orders", d => Register(d, 0, 5000));
        await session.MustSendAsync("orders", d => Remove(d.SetPolicy().SetConfiguration(), 0, 4000));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task An_append_fits_an_etcd_that_takes_few_operations_at_once()
    {
        await using var server = await EtcdServer.StartAsync("--max-txn-ops", "8");
        var options = Options(server);
        options.MaxOperationsPerTransaction = 8;
        await using var session = await EtcdTests.OpenAsync(options);

        await session.MustSendAsync("orders", d => Register(d, 0, 40).SetPolicy().SetConfiguration().SetOverride("instance-3"));
        await session.MustSendAsync("orders", d => d.Update("instance-1"));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task An_etcd_that_takes_fewer_operations_than_told_says_which_option_is_wrong()
    {
        await using var server = await EtcdServer.StartAsync("--max-txn-ops", "8");
        await using var session = await EtcdTests.OpenAsync(Options(server));

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => session.SendAsync("orders", d => Register(d, 0, 40)));

        Assert.Contains(nameof(EtcdRegistryStoreOptions.MaxOperationsPerTransaction), refused.Message, StringComparison.Ordinal);
        await session.ReloadAsync("orders");
        await session.MustSendAsync("orders", d => d.Register("a"));
        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task An_etcd_that_takes_smaller_requests_than_told_says_which_option_is_wrong()
    {
        await using var server = await EtcdServer.StartAsync("--max-request-bytes", "20000");
        await using var session = await EtcdTests.OpenAsync(Options(server));

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => session.SendAsync("orders", d => Register(d, 0, 60)));

        Assert.Contains(nameof(EtcdRegistryStoreOptions.MaxRequestBytes), refused.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The writer dies at each step of a large append, before or after etcd did the step. Who opens the store next finds all of
    /// the append or nothing, and writes on.
    /// </summary>
    [ServerFact]
    public async Task A_writer_that_dies_at_any_step_of_a_large_append_leaves_all_of_it_or_nothing()
    {
        var outcomes = new HashSet<bool>();
        var step = 0;
        var isReached = true;
        while (isReached)
        {
            step++;
            foreach (var afterwards in (bool[])[false, true])
            {
                (var stored, isReached) = await DieAtAsync(step, afterwards);
                outcomes.Add(stored);
            }
        }

        Assert.True(step > 10, $"The append took {step - 1} transactions: not a large one.");
        Assert.Equal(2, outcomes.Count);
    }

    [ServerFact]
    public async Task Records_that_lag_behind_a_large_append_are_settled_by_the_next_one()
    {
        var options = Options(etcd.Server);
        var (store, client) = EtcdTests.Breakable(options);
        await using var session = await EtcdTests.OpenAsync(store, options);
        client.BreakAt(2, afterwards: false);

        // The log takes one transaction; the records after it break, which does not make the answer a no.
        await session.MustSendAsync("orders", d => Register(d, 0, 300));
        await using var reader = await EtcdTests.OpenAsync(options);
        RecordAssert.Same(session.Script("orders").Image(int.MaxValue), reader.Script("orders").Image(int.MaxValue));
        await reader.MustSendAsync("orders", d => d.Update("instance-7").Remove("instance-8"));

        await reader.VerifyAsync();
        Assert.Equal(299, await CountAsync(options.KeyPrefix + ":s/orders/i/"));
    }

    [ServerFact]
    public async Task What_a_broken_off_append_left_in_the_log_is_never_read()
    {
        var options = Options(etcd.Server);
        options.MaxRequestBytes = 64 << 10;
        var (store, client) = EtcdTests.Breakable(options);
        await using var broken = await EtcdTests.OpenAsync(store, options);
        await broken.MustSendAsync("orders", d => d.Register("first"));
        client.BreakAt(3, afterwards: true);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => broken.SendAsync("orders", d => Register(d, 0, 1000)));
        Assert.True(await CountAsync(options.KeyPrefix + ":s/orders/l/") > 1, "Nothing was staged.");

        await using var session = await EtcdTests.OpenAsync(options);
        Assert.Equal(new Revision(1), session.Script("orders").Revision);

        // Seven at a time, so that what is left there is not just written over.
        for (var i = 0; i < 70; i++)
        {
            await session.MustSendAsync("orders", d => Register(d, 7 * i, 7));
        }

        await session.VerifyAsync();
        Assert.Equal(71, await CountAsync(options.KeyPrefix + ":s/orders/l/"));
    }

    [ServerFact]
    public async Task A_claim_taken_at_any_step_of_a_large_append_refuses_all_of_it_or_nothing()
    {
        var answers = new List<AppendStatus>();
        for (var write = 1; write <= 8; write++)
        {
            var options = Options(etcd.Server);
            options.MaxRequestBytes = 64 << 10;
            var (store, client) = EtcdTests.Breakable(options);
            await using var old = await EtcdTests.OpenAsync(store, options);
            await using var heir = await EtcdTests.OpenAsync(options);
            old.Token = (await store.ClaimAsync("old", TimeSpan.FromMinutes(10), force: false, CancellationToken.None)).Token;
            client.DoBefore(client.Writes + write, async () =>
                heir.Token = (await heir.Store.ClaimAsync("heir", TimeSpan.FromMinutes(10), force: true, CancellationToken.None)).Token);

            var status = await old.SendAsync("orders", d => Register(d, 0, 300));
            await heir.ReloadAsync("orders");

            Assert.Equal(status == AppendStatus.Appended ? 300 : 0, heir.Script("orders").Revision.Value);
            await heir.MustSendAsync("orders", d => Register(d, 1000, 10));
            await heir.VerifyAsync();
            answers.Add(status);
        }

        Assert.Equal([AppendStatus.Fenced, AppendStatus.Appended], answers.Distinct());
    }

    private async Task<(bool Stored, bool IsReached)> DieAtAsync(int step, bool afterwards)
    {
        var options = Options(etcd.Server);
        (options.MaxRequestBytes, options.MaxOperationsPerTransaction) = (64 << 10, 100);
        var (store, client) = EtcdTests.Breakable(options);
        await using var dying = await EtcdTests.OpenAsync(store, options);
        await dying.MustSendAsync("orders", d => Register(d, 0, 50).SetPolicy());
        var without = dying.Script("orders").Image(int.MaxValue);
        var append = Remove(Register(dying.Script("orders").Draft(), 50, 400).SetConfiguration().SetOverride("gone"), 0, 30).Build();
        var before = client.Writes;
        client.BreakAt(step, afterwards);
        var answer = await Record.ExceptionAsync(async () => await store.AppendAsync(append, CancellationToken.None));
        dying.Script("orders").Commit(append);
        var with = dying.Script("orders").Image(int.MaxValue);

        await using var heir = await EtcdTests.OpenAsync(options);
        var found = heir.Script("orders").Image(int.MaxValue);
        var stored = found.Revision == with.Revision;
        RecordAssert.Same(stored ? with : without, found);
        Assert.True(stored || answer is StoreUnavailableException, $"The append was acknowledged and is not there (step {step}, {answer}).");
        await heir.MustSendAsync("orders", d => Register(d.Update("instance-40"), 1000, 3).SetPolicy());
        await heir.VerifyAsync();
        return (stored, client.Writes - before >= step);
    }

    private async Task<long> CountAsync(string prefix) => await EtcdTests.CountAsync(etcd.Server, prefix);

    private static EtcdRegistryStoreOptions Options(EtcdServer server)
    {
        var options = EtcdTests.Options(server.Address);
        options.LogCapacity = 100_000;
        return options;
    }

    private static AppendDraft Register(AppendDraft draft, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            draft.Register($"instance-{i}");
        }

        return draft;
    }

    private static AppendDraft Remove(AppendDraft draft, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            draft.Remove($"instance-{i}");
        }

        return draft;
    }
}
