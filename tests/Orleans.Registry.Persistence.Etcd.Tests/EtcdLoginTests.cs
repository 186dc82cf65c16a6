using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>An etcd that knows users.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdLoginTests
{
    private const string Password = "s3cret-of-registry";

    [ServerFact]
    public async Task A_user_whose_role_covers_the_prefix_and_no_more_can_do_everything()
    {
        await using var server = await StartAsync();
        await using var session = await EtcdTests.OpenAsync(Options(server));
        var claim = await session.Store.ClaimAsync("owner", TimeSpan.FromMinutes(1), force: false, CancellationToken.None);
        session.Token = claim.Token;

        await session.MustSendAsync("orders", d => d.Register("a").SetPolicy().SetConfiguration());
        await session.MustSendAsync("orders", d => Enumerable.Range(0, 500).ToList().ForEach(i => d.Register($"i-{i}")));
        Assert.True(await session.Store.RenewClaimAsync(claim, CancellationToken.None));
        await session.Store.ReleaseClaimAsync(claim, CancellationToken.None);

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_token_that_lapsed_is_replaced_while_many_calls_use_it()
    {
        // Simple tokens live in a member's memory: a restart ends them all.
        await using var server = await StartAsync();
        var options = Options(server);
        options.OperationTimeout = TimeSpan.FromMinutes(1);
        await using var session = await EtcdTests.OpenAsync(options);
        await using var load = new SteadyLoad(session, 8);
        for (var round = 0; round < 2; round++)
        {
            await load.ProgressAsync(5);
            await server.KillAsync();
            await server.RestartAsync();
        }

        await load.ProgressAsync(5);
        Assert.All(load.Writers, w => Assert.Equal(0, w.Failures));
        await load.VerifyAsync();
    }

    [ServerFact]
    public async Task Logins_that_are_switched_on_later_are_made()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var session = await EtcdTests.OpenAsync(Options(server));
        await session.MustSendAsync("orders", d => d.Register("before"));

        await EtcdUsers.EnableAsync(server, "test:", "registry", Password);
        await session.MustSendAsync("orders", d => d.Register("after"));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_wrong_password_is_refused_at_once_and_appears_nowhere()
    {
        await using var server = await StartAsync();
        var options = Options(server);
        options.Password = "wrong-and-secret";
        using var log = new ListLogger();
        await using var store = new EtcdRegistryStore(options, loggerFactory: log);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.OpenAsync(CancellationToken.None));

        Assert.Contains("authentication failed", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-and-secret", $"{failure} {options} {string.Join(' ', log.Entries)}", StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_store_without_a_login_is_told_that_it_needs_one()
    {
        await using var server = await StartAsync();
        var options = EtcdTests.Options(server.Address, "test");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdTests.OpenAsync(options));

        Assert.Contains(nameof(EtcdRegistryStoreOptions.UserName), failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_prefix_that_the_role_does_not_cover_is_refused_with_the_reason()
    {
        await using var server = await StartAsync();
        var options = Options(server);
        options.KeyPrefix = "elsewhere";

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdTests.OpenAsync(options));

        Assert.Contains("role", failure.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_login_for_an_etcd_without_users_is_not_needed()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var session = await EtcdTests.OpenAsync(Options(server));

        await session.MustSendAsync("orders", d => d.Register("a"));

        await session.VerifyAsync();
    }

    private static EtcdRegistryStoreOptions Options(EtcdServer server)
    {
        var options = EtcdTests.Options(server.Address, "test");
        (options.UserName, options.Password) = ("registry", Password);
        options.LogCapacity = 100_000;
        return options;
    }

    private static async Task<EtcdServer> StartAsync()
    {
        var server = await EtcdServer.StartAsync();
        await EtcdUsers.EnableAsync(server, "test:", "registry", Password);
        return server;
    }
}
