using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>Keys that somebody else changed: said, never served and never overwritten in silence.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdDamageTests(SharedEtcd etcd) : IClassFixture<SharedEtcd>
{
    private readonly EtcdRegistryStoreOptions _options = EtcdTests.Options(new Uri("http://127.0.0.1:1"));

    [ServerFact]
    public async Task A_newer_layout_is_refused()
    {
        await (await FilledAsync()).DisposeAsync();
        await PutAsync("format", "2"u8.ToArray());

        var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => EtcdTests.OpenAsync(_options));

        Assert.Contains("format '2'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_options.KeyPrefix, failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_missing_token_is_not_taken_for_a_fresh_store()
    {
        await (await FilledAsync()).DisposeAsync();
        await DeleteAsync("token");

        var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => EtcdTests.OpenAsync(_options));

        Assert.Contains("token is missing", failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_token_that_disappears_under_a_running_registry_stops_its_writes()
    {
        await using var session = await FilledAsync();
        session.Token = (await session.Store.ClaimAsync("owner", TimeSpan.FromMinutes(1), force: false, CancellationToken.None)).Token;
        await DeleteAsync("token");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => session.SendAsync("orders", d => d.Register("late")));
    }

    [ServerFact]
    public async Task A_hole_in_the_log_is_found()
    {
        await using var session = await FilledAsync();
        await DeleteAsync("s/orders/l/00000000000000000002");

        await LoadFailsAsync(session, "lacks change 2");
        var failure = await Assert.ThrowsAsync<StoreCorruptException>(
            async () => await session.Store.ReadHistoryAsync(ServiceName.Parse("orders"), Revision.None, 10, CancellationToken.None));
        Assert.Contains("lacks change 2", failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_log_that_ends_early_is_found()
    {
        await using var session = await FilledAsync();
        await DeleteAsync("s/orders/l/00000000000000000003");

        await LoadFailsAsync(session, "lacks change 3");
    }

    [ServerFact]
    public async Task Keys_without_a_head_record_are_found()
    {
        await using var session = await FilledAsync();
        await PutAsync("s/orders-2/i/lost", [1]);
        await session.MustSendAsync("orders-3", d => d.Register("a"));
        await PutAsync("s/orders/x/lost", [1]);

        await LoadFailsAsync(session, "of no kind this version knows");
    }

    [ServerFact]
    public async Task A_head_record_under_a_name_that_is_none_is_found()
    {
        await using var session = await FilledAsync();
        await PutAsync("m/No Service/", [1]);

        var failure = await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.VerifyAsync());

        Assert.Contains("No Service", failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task Damaged_values_are_found_wherever_they_are()
    {
        const string One = "00000000000000000001";
        foreach (var key in (string[])["m/orders/", "s/orders/i/a", "s/orders/l/" + One, "s/orders/p/" + One, "s/orders/c/" + One])
        {
            foreach (var value in (byte[][])[[], [1], [99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]])
            {
                _options.KeyPrefix = EtcdTests.NewPrefix();
                await using var session = await FilledAsync();
                await PutAsync(key, value);

                await LoadFailsAsync(session, string.Empty);
            }
        }
    }

    private async Task<StoreSession> FilledAsync()
    {
        _options.Endpoints.Clear();
        _options.Endpoints.Add(etcd.Server.Address.ToString());
        var session = await EtcdTests.OpenAsync(_options);
        await session.MustSendAsync("orders", d => d.Register("a"));
        await session.MustSendAsync("orders", d => d.SetPolicy());
        await session.MustSendAsync("orders", d => d.SetConfiguration());
        return session;
    }

    private static async Task LoadFailsAsync(StoreSession session, string because)
    {
        var one = await Assert.ThrowsAsync<StoreCorruptException>(
            async () => await session.Store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None));
        Assert.Contains(because, one.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreCorruptException>(async () =>
        {
            await foreach (var image in session.Store.LoadAllAsync(CancellationToken.None))
            {
                Assert.NotNull(image);
            }
        });
    }

    private Task PutAsync(string key, byte[] value) => EtcdTests.PutAsync(etcd.Server, $"{_options.KeyPrefix}:{key}", value);

    private Task DeleteAsync(string key) => EtcdTests.DeleteAsync(etcd.Server, $"{_options.KeyPrefix}:{key}");
}
