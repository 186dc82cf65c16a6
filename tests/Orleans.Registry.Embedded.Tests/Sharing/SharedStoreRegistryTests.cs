using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.HealthChecks;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Embedded.Tests.Sharing;

/// <summary>Several registries on one external store: who leads, who follows, who is fenced. Inherited per store.</summary>
public abstract class SharedStoreRegistryTests : IAsyncLifetime
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private readonly List<EmbeddedServiceRegistry> _registries = [];

    /// <summary>A store on the data of this test, which no other test uses.</summary>
    protected abstract IRegistryStore CreateStore();

    /// <summary>The server behind the store; no other test runs on it meanwhile.</summary>
    protected abstract ServerProcess Server { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var registry in _registries)
        {
            await registry.DisposeAsync();
        }
    }

    [ServerFact]
    public async Task Start_fails_naming_the_holder_while_the_holder_is_alive_and_does_it_no_harm()
    {
        // Long enough that a server which stands still for seconds, as one on a busy disk does, does not end it.
        var first = await StartAsync(o => (o.Owner, o.ClaimTtl) = ("the first", TimeSpan.FromSeconds(20)));

        var failure = await Assert.ThrowsAsync<StoreHeldException>(() => StartAsync());

        Assert.Equal("the first", failure.Holder!.Owner);
        Assert.Contains("the first", failure.Message, StringComparison.Ordinal);
        await MustRegisterAsync(first, "after");
    }

    [ServerFact]
    public async Task Start_waits_until_the_claim_of_a_registry_that_died_has_lapsed()
    {
        var first = await StartAsync();
        await MustRegisterAsync(first, "kept");
        await first.DisposeAsync();

        var second = await StartAsync();

        Assert.Equal(["kept"], await IdsAsync(second));
        await MustRegisterAsync(second, "after");
    }

    [ServerFact]
    public async Task Take_over_loses_nothing_acknowledged_and_fences_the_first_at_its_next_write()
    {
        var first = await StartAsync(o => o.ClaimTtl = TimeSpan.FromMinutes(10));
        var writing = WriteUntilRefusedAsync(first, out var acknowledged);
        await Eventually.TrueAsync(() => Count(acknowledged) > 50);

        var second = await StartAsync(o => o.TakeOver = true);
        var refusal = await writing;

        Assert.Equal(RegistryErrorCode.Fenced, refusal);
        Assert.False(first.IsReady);
        Assert.Contains("taken the store over", first.GetStats().NotReadyReason, StringComparison.Ordinal);
        Assert.Equal(RegistryErrorCode.Fenced, (await first.GetServiceAsync(Orders)).Error!.Code);
        Assert.Equal(acknowledged.Order(), await IdsAsync(second));
        await MustRegisterAsync(second, "after");
    }

    [ServerFact]
    public async Task Registry_that_writes_nothing_learns_from_its_claim_that_it_is_fenced()
    {
        var first = await StartAsync();
        await MustRegisterAsync(first, "a");

        await StartAsync(o => o.TakeOver = true);

        await Eventually.TrueAsync(() => !first.IsReady);
        Assert.Equal(RenewalOutcome.NotReady, first.Renew(InstanceId.Parse("a")));
        Assert.Equal(RegistryErrorCode.Fenced, (await first.GetServiceAsync(Orders)).Error!.Code);
    }

    [ServerFact]
    public async Task Standby_answers_as_a_replica_that_knows_its_age_and_refuses_what_only_the_leader_may_do()
    {
        var leader = await StartAsync(o => o.Owner = "the leader");
        await MustRegisterAsync(leader, "before");
        var standby = await StartAsync(o => o.Standby = true);
        await MustRegisterAsync(leader, "after", "payments");
        await MustRegisterAsync(leader, "second");

        await Eventually.TrueAsync(async () => await IdsAsync(standby) is ["before", "second"]);
        await Eventually.TrueAsync(async () => (await standby.GetServiceAsync(ServiceName.Parse("payments"))).IsSuccess);
        var freshness = (await standby.GetServiceAsync(Orders)).Value!.Freshness;
        Assert.Equal(AnswerSource.Replica, freshness.Source);
        Assert.True(freshness.Age > TimeSpan.Zero);
        Assert.Equal((await leader.GetServiceAsync(Orders)).Value!.Freshness.Position, freshness.Position);
        Assert.Equal(AnswerSource.Replica, (await standby.ListServicesAsync(new ServiceListQuery())).Value!.Source);

        var refused = (await standby.RegisterAsync(Registration("mine"))).Error!;
        Assert.Equal(RegistryErrorCode.NotReady, refused.Code);
        Assert.Contains("the leader", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RenewalOutcome.NotReady, standby.Renew(InstanceId.Parse("before")));
        Assert.Equal(RegistryErrorCode.NotReady, (await standby.RenewAsync([new Renewal(InstanceId.Parse("before"))])).Error!.Code);
        Assert.Equal(RegistryErrorCode.NotReady, (await standby.GetDrainAsync(InstanceId.Parse("before"), TimeSpan.Zero)).Error!.Code);
        Assert.Equal(RegistryErrorCode.NotReady, (await standby.GetServiceAsync(ServiceName.Parse("unknown"))).Error!.Code);
        Assert.False(standby.IsReady);
        Assert.True(standby.IsStandby);
        await using var watch = standby.WatchAsync(new WatchRequest { Targets = [new WatchTarget(Orders)] }).GetAsyncEnumerator();
        Assert.Equal(RegistryErrorCode.NotReady, (await Assert.ThrowsAsync<RegistryException>(async () => await watch.MoveNextAsync())).Error.Code);
    }

    [ServerFact]
    public async Task Standby_that_has_not_loaded_yet_is_not_ready_instead_of_empty()
    {
        var leader = await StartAsync();
        await MustRegisterAsync(leader, "a");
        var gate = new TaskCompletionSource();
        var options = new EmbeddedRegistryOptions { Standby = true };
        await using var standby = new EmbeddedServiceRegistry(
            new GatedStore(CreateStore(), gate.Task), options, TimeProvider.System, NullLoggerFactory.Instance);
        var starting = standby.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => standby.IsStandby);

        Assert.Equal(RegistryErrorCode.NotReady, (await standby.GetServiceAsync(Orders)).Error!.Code);
        Assert.Equal(RegistryErrorCode.NotReady, (await standby.ListServicesAsync(new ServiceListQuery())).Error!.Code);

        gate.SetResult();
        await starting;
        Assert.Equal(["a"], await IdsAsync(standby));
    }

    [ServerFact]
    public async Task Answers_of_a_standby_grow_old_while_the_store_is_away_and_young_again_after()
    {
        var leader = await StartAsync(o => o.ClaimTtl = TimeSpan.FromMinutes(10));
        await MustRegisterAsync(leader, "a");
        var standby = await StartAsync(o => o.Standby = true);

        Server.Pause();
        try
        {
            await Eventually.TrueAsync(async () => await AgeAsync(standby) > TimeSpan.FromSeconds(1));
            Assert.Equal(["a"], await IdsAsync(standby));
        }
        finally
        {
            Server.Resume();
        }

        await Eventually.TrueAsync(async () => await AgeAsync(standby) < TimeSpan.FromSeconds(1));
    }

    [ServerFact]
    public async Task Standby_leads_at_once_when_the_leader_stops_and_watches_go_on_without_a_gap()
    {
        var leader = await StartAsync(o => o.ClaimTtl = TimeSpan.FromMinutes(10));
        var held = (await MustRegisterAsync(leader, "before")).Position;
        var standby = await StartAsync(o => o.Standby = true);
        await MustRegisterAsync(leader, "unseen");

        await leader.StopAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => standby.IsReady);
        await MustRegisterAsync(standby, "after");

        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        List<string> seen = [];
        await foreach (var next in standby.WatchAsync(new WatchRequest { Targets = [new WatchTarget(Orders, held)] }, giveUp.Token))
        {
            Assert.Equal(WatchEventKind.Change, next.Kind);
            Assert.Equal(new ServicePosition(held.Epoch, held.Revision.Plus(seen.Count + 1)), next.Position);
            seen.Add(next.Change!.InstanceId.Value);
            if (seen.Count == 2)
            {
                break;
            }
        }

        Assert.Equal(["unseen", "after"], seen);
        Assert.Equal(AnswerSource.Owner, (await standby.GetServiceAsync(Orders)).Value!.Freshness.Source);
    }

    [ServerFact]
    public async Task Standby_runs_no_checks_until_it_leads()
    {
        using var port = new SwitchedPort();
        await using var leading = new HealthCheckRunner(new HealthCheckOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await using var waiting = new HealthCheckRunner(new HealthCheckOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        var leader = await StartAsync(checks: leading);
        var standby = await StartAsync(static o => o.Standby = true, waiting);
        var registration = Registration("orders-1");
        (await leader.RegisterAsync(registration with
        {
            Details = registration.Details with
            {
                Address = "127.0.0.1",
                Port = port.Number,
                HealthChecks = EquatableArray<HealthCheckDefinition>.Create([new("port", HealthCheckKind.Tcp) { Interval = TimeSpan.FromSeconds(1) }]),
            },
        })).GetValueOrThrow();
        await Eventually.TrueAsync(async () => (await standby.GetServiceAsync(Orders)).IsSuccess);
        Assert.Equal((1, 0), (leading.Scheduled, waiting.Scheduled));

        await leader.StopAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => !standby.IsStandby && standby.IsReady);
        Assert.Equal((0, 1), (leading.Scheduled, waiting.Scheduled));
        port.Close();

        await Eventually.TrueAsync(async () => (await standby.GetServiceAsync(Orders)).GetValueOrThrow().Snapshot.Instances[0].Status == InstanceStatus.Unhealthy);
    }

    [ServerFact]
    public async Task Standby_takes_over_all_that_a_dead_leader_acknowledged_and_expires_nobody_it_could_not_hear()
    {
        var leader = await StartAsync();
        await MustRegisterAsync(leader, "short", ttl: TimeSpan.FromSeconds(1));
        var standby = await StartAsync(o => (o.Standby, o.LeaseGrace) = (true, TimeSpan.FromSeconds(1)));
        var writing = WriteUntilRefusedAsync(leader, out var acknowledged);
        await Eventually.TrueAsync(() => Count(acknowledged) > 50);

        await leader.DisposeAsync();
        await writing;
        await Eventually.TrueAsync(() => standby.IsReady);

        // Nobody renewed it for longer than it lives: that counts from the take-over on.
        Assert.Equal(RenewalOutcome.Renewed, standby.Renew(InstanceId.Parse("short")));
        Assert.Empty(acknowledged.Except(await IdsAsync(standby)));
        await Eventually.TrueAsync(() => standby.GetStats().Expirations == 1);
        Assert.DoesNotContain("short", await IdsAsync(standby));
    }

    [ServerFact]
    public async Task Of_two_standbys_one_takes_over_and_the_other_follows_it()
    {
        var leader = await StartAsync();
        await MustRegisterAsync(leader, "a");
        EmbeddedServiceRegistry[] standbys = [await StartAsync(o => o.Standby = true), await StartAsync(o => o.Standby = true)];

        await leader.StopAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => standbys.Any(s => s.IsReady));
        var heir = standbys.Single(s => s.IsReady);
        var other = standbys.Single(s => !s.IsReady);
        await MustRegisterAsync(heir, "b");

        await Eventually.TrueAsync(async () => await IdsAsync(other) is ["a", "b"]);
        Assert.True(other.IsStandby);
    }

    [ServerFact]
    public async Task Leader_whose_claim_may_have_lapsed_acknowledges_nothing_and_lets_no_lease_run_until_the_store_is_back()
    {
        var leader = await StartAsync(o => o.LeaseGrace = TimeSpan.FromMilliseconds(500));
        await MustRegisterAsync(leader, "short", ttl: TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, await AgeAsync(leader));

        Server.Pause();
        try
        {
            await Eventually.TrueAsync(() =>
            {
                var outcome = leader.Renew(InstanceId.Parse("short"));
                return outcome == RenewalOutcome.NotReady;
            });
            Assert.Equal(RegistryErrorCode.StoreUnavailable, (await leader.RegisterAsync(Registration("during"))).Error!.Code);
            Assert.Equal(RegistryErrorCode.NotReady, (await leader.RenewAsync([new Renewal(InstanceId.Parse("short"))])).Error!.Code);
            Assert.False(leader.IsReady);

            // For longer than the instance lives without a renewal.
            await Eventually.TrueAsync(async () => await AgeAsync(leader) > TimeSpan.FromSeconds(5));
            Assert.Equal(["short"], await IdsAsync(leader));
        }
        finally
        {
            Server.Resume();
        }

        await Eventually.TrueAsync(() => leader.IsReady);
        Assert.Equal(RenewalOutcome.Renewed, leader.Renew(InstanceId.Parse("short")));
        Assert.Equal(0, leader.GetStats().Expirations);
        await Eventually.TrueAsync(async () => (await leader.RegisterAsync(Registration("after"))).IsSuccess);
        await Eventually.TrueAsync(async () => await AgeAsync(leader) == TimeSpan.Zero);
    }

    protected async Task<EmbeddedServiceRegistry> StartAsync(Action<EmbeddedRegistryOptions>? configure = null, IHealthCheckRunner? checks = null)
    {
        var options = new EmbeddedRegistryOptions { ClaimTtl = TimeSpan.FromSeconds(2), LeaseGrace = TimeSpan.Zero, FollowInterval = TimeSpan.FromMilliseconds(50) };
        configure?.Invoke(options);
        var registry = new EmbeddedServiceRegistry(CreateStore(), options, TimeProvider.System, NullLoggerFactory.Instance, checks);
        _registries.Add(registry);
        await registry.StartAsync(CancellationToken.None);
        return registry;
    }

    private static async Task<TimeSpan> AgeAsync(EmbeddedServiceRegistry registry) => (await registry.GetServiceAsync(Orders)).GetValueOrThrow().Freshness.Age;

    private static async Task<string[]> IdsAsync(EmbeddedServiceRegistry registry)
        => [.. (await registry.GetServiceAsync(Orders)).GetValueOrThrow().Snapshot.Instances.Select(i => i.Id.Value).Order()];

    private static async Task<RegistrationReceipt> MustRegisterAsync(
        EmbeddedServiceRegistry registry, string id, string service = "orders", TimeSpan? ttl = null)
        => (await registry.RegisterAsync(Registration(id, service, ttl))).GetValueOrThrow();

    private static Task<RegistryErrorCode> WriteUntilRefusedAsync(EmbeddedServiceRegistry registry, out List<string> acknowledged)
    {
        List<string> written = acknowledged = [];
        return Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var result = await registry.RegisterAsync(Registration($"i-{i:d6}"));
                if (!result.IsSuccess)
                {
                    return result.Error!.Code;
                }

                lock (written)
                {
                    written.Add($"i-{i:d6}");
                }
            }
        });
    }

    private static int Count(List<string> written)
    {
        lock (written)
        {
            return written.Count;
        }
    }

    private static InstanceRegistration Registration(string id, string service = "orders", TimeSpan? ttl = null) => new()
    {
        Service = ServiceName.Parse(service),
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Ttl = ttl ?? TimeSpan.FromMinutes(10) },
    };
}
