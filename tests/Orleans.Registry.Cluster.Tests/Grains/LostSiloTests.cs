using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Grains;

/// <summary>A silo dies with the leases it kept.</summary>
public sealed class LostSiloTests : IAsyncLifetime
{
    private const int Each = 20;
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(3);
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private RegistryCluster _cluster = null!;

    private IServiceRegistry Registry => _cluster.Registry;

    public async Task InitializeAsync()
        => _cluster = await RegistryCluster.StartAsync(
            new TestClusterSetup
            {
                Silos = 3,
                Silo = TestClusterSetup.NoticeDeathsSoon,
                Options = static o => o.ReminderPeriod = TimeSpan.FromSeconds(1),
            },
            new MemoryStorage(4096));

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Silent_instances_go_also_when_the_silo_that_kept_their_leases_was_killed_and_live_ones_stay()
    {
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { Protection = Sample.Unprotected }, new DocumentChange());
        var live = Enumerable.Range(0, Each).Select(static i => $"live-{i}").ToList();
        foreach (var id in live.Concat(Enumerable.Range(0, Each).Select(static i => $"silent-{i}")))
        {
            (await Registry.RegisterAsync(Sample.Registration(id, ttl: Ttl))).GetValueOrThrow();
        }

        // Not the silo that the client is connected to: that would be a test of the client.
        var victim = _cluster.Silos.Silos[^1];
        var kept = await Task.WhenAll(Enumerable.Range(0, Each).Select(i => WhereAsync($"silent-{i}")));
        Assert.Contains(victim.SiloAddress, kept);
        await _cluster.Silos.KillSiloAsync(victim);

        List<RenewalOutcome> refused = [];
        await Eventually.TrueAsync(
            async () =>
            {
                var renewals = (await Registry.RenewAsync([.. live.Select(static id => new Renewal(InstanceId.Parse(id)))])).GetValueOrThrow();
                refused.AddRange(renewals.Where(static r => r is RenewalOutcome.Unknown or RenewalOutcome.Superseded));
                var snapshot = await Registry.GetServiceAsync(Orders, new ReadOptions { Strong = true });
                return snapshot.IsSuccess && snapshot.Value.Snapshot.Instances.All(static i => i.Id.Value.StartsWith("live-", StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(90));

        Assert.Empty(refused);
        var page = (await Registry.GetHistoryAsync(Orders, Revision.None, 1000)).GetValueOrThrow();
        var expired = page.Changes.Where(static c => c.Kind == ChangeKind.Expired).Select(static c => c.InstanceId.Value).ToList();
        Assert.Equal(Each, expired.Count);
        Assert.All(expired, static id => Assert.StartsWith("silent-", id, StringComparison.Ordinal));
        Assert.Equal(Each, (await Registry.GetServiceAsync(Orders)).GetValueOrThrow().Snapshot.Instances.Count);
    }

    [Fact]
    public async Task Checks_go_on_when_the_silo_that_ran_them_was_killed()
    {
        using var port = new SwitchedPort();
        var check = new HealthCheckDefinition("port", HealthCheckKind.Tcp) { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };
        for (var i = 0; i < Each; i++)
        {
            var registration = Sample.Registration($"orders-{i}");
            (await Registry.RegisterAsync(registration with
            {
                Details = registration.Details with
                {
                    Address = "127.0.0.1",
                    Port = port.Number,
                    HealthChecks = EquatableArray<HealthCheckDefinition>.Create([check]),
                },
            })).GetValueOrThrow();
        }

        // Asking where one is would wake it up where it was lost: the reminder must do that.
        var victim = _cluster.Silos.Silos[^1];
        var kept = await Task.WhenAll(Enumerable.Range(0, Each).Select(i => WhereAsync($"orders-{i}")));
        Assert.Contains(victim.SiloAddress, kept);
        await _cluster.Silos.KillSiloAsync(victim);
        port.Close();

        await AllAreAsync(InstanceStatus.Unhealthy);
        port.Open();
        await AllAreAsync(InstanceStatus.Healthy);
    }

    [Fact]
    public async Task A_watch_goes_on_without_a_gap_when_the_silo_of_its_service_was_killed()
    {
        (await Registry.RegisterAsync(Sample.Registration("orders-0"))).GetValueOrThrow();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        List<long> seen = [];
        var watching = Task.Run(async () =>
        {
            await foreach (var next in Registry.WatchAsync(Sample.Watch(Orders), stop.Token))
            {
                if (next.Kind != WatchEventKind.Heartbeat)
                {
                    seen.Add(next.Position.Revision.Value);
                    if (next.Position.Revision.Value == 40)
                    {
                        return;
                    }
                }
            }
        });
        for (var i = 1; i < 40; i++)
        {
            if (i == 20)
            {
                var owner = await _cluster.OwnerOfAsync(Orders);
                await _cluster.Silos.KillSiloAsync(owner);
            }

            await RegisterSomehowAsync($"orders-{i}");
        }

        await Eventually.EndsAsync(watching, TimeSpan.FromMinutes(2));
        Assert.Equal(Enumerable.Range((int)seen[0], 41 - (int)seen[0]).Select(static r => (long)r), seen);
    }

    private Task AllAreAsync(InstanceStatus status) => Eventually.TrueAsync(
        async () => await Registry.GetServiceAsync(Orders, new ReadOptions { Strong = true }) is { IsSuccess: true, Value.Snapshot.Instances: { Count: Each } all }
            && all.All(i => i.Status == status),
        TimeSpan.FromSeconds(90),
        $"all are {status}");

    private async Task<SiloAddress> WhereAsync(string id) => (await _cluster.Silos.Client.GetGrain<ILeaseGrain>(id).RenewHereAsync(0)).Silo;

    // As a program does: with the same operation id until it knows.
    private async Task RegisterSomehowAsync(string id)
    {
        var operation = OperationId.NewId();
        await Eventually.TrueAsync(
            async () => (await Registry.RegisterAsync(Sample.Registration(id), operation)).IsSuccess, TimeSpan.FromSeconds(60));
    }
}
