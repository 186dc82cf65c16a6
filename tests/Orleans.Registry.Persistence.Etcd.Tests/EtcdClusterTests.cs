using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>Three members, of which one may go at any time.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdClusterTests
{
    [ServerFact]
    public async Task Writing_goes_on_when_the_leader_is_killed_and_nothing_acknowledged_is_lost()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var session = await OpenAsync(cluster.Addresses);
        session.Token = (await session.Store.ClaimAsync("owner", TimeSpan.FromMinutes(10), force: false, CancellationToken.None)).Token;
        await using var load = new SteadyLoad(session, 8);

        for (var round = 0; round < 3; round++)
        {
            await load.ProgressAsync(20);
            var leader = await cluster.LeaderAsync();
            await leader.KillAsync();
            await load.ProgressAsync(20);
            await leader.RestartAsync();
        }

        await load.ProgressAsync(1);
        await load.VerifyAsync();
    }

    [ServerFact]
    public async Task A_member_that_freezes_is_left_for_another()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var leader = await cluster.LeaderAsync();
        var follower = cluster.Members.First(member => member != leader);

        // The frozen member comes first: a store that did not leave it could not write at all.
        await using var session = await OpenAsync([follower.Address, leader.Address]);
        await session.MustSendAsync("orders", d => d.Register("before"));

        follower.Pause();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                await session.MustSendAsync("orders", d => d.Register($"during-{i}"));
            }
        }
        finally
        {
            follower.Resume();
        }

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task Without_a_majority_writes_are_unavailable_and_go_on_when_it_is_back()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var session = await OpenAsync(cluster.Addresses, o => o.OperationTimeout = TimeSpan.FromSeconds(3));
        await session.MustSendAsync("orders", d => d.Register("before"));

        await cluster.Members[0].KillAsync();
        await cluster.Members[1].KillAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => session.SendAsync("orders", d => d.Register("lost")));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => session.ReloadAsync("orders"));
        await Task.WhenAll(cluster.Members[0].RestartAsync(), cluster.Members[1].RestartAsync());

        await Eventually.TrueAsync(async () =>
        {
            try
            {
                await session.ReloadAsync("orders");
                return await session.SendAsync("orders", d => d.Register("after")) == AppendStatus.Appended;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });
        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_claim_is_kept_over_a_change_of_leader()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var session = await OpenAsync(cluster.Addresses);
        var claim = await session.Store.ClaimAsync("owner", TimeSpan.FromMinutes(10), force: false, CancellationToken.None);

        await (await cluster.LeaderAsync()).KillAsync();

        Assert.True(await session.Store.RenewClaimAsync(claim, CancellationToken.None));
        Assert.Equal(claim, await session.Store.ClaimAsync("other", TimeSpan.FromMinutes(10), force: false, CancellationToken.None));
    }

    private static Task<StoreSession> OpenAsync(IEnumerable<Uri> servers, Action<EtcdRegistryStoreOptions>? configure = null)
    {
        var options = EtcdTests.Options(servers, "test");
        options.LogCapacity = 1_000_000;
        (options.AttemptTimeout, options.OperationTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        configure?.Invoke(options);
        return EtcdTests.OpenAsync(options);
    }
}
