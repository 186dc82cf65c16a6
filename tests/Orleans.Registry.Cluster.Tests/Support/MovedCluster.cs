using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.TestKit;
using Orleans.TestingHost;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>A cluster whose leases, grain timers and reminders run by a clock that the test moves.</summary>
internal sealed class MovedCluster : IAsyncDisposable
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReminderRefresh = TimeSpan.FromSeconds(5);
    private RegistryCluster _cluster = null!;

    private MovedCluster()
    {
    }

    public ManualTimeProvider Time { get; } = new();

    public IServiceRegistry Registry => _cluster.Registry;

    public RegistryCluster Cluster => _cluster;

    /// <summary>What the silos that live have counted as expired.</summary>
    public long Expirations => Parts<SiloCounters>().Sum(static c => c.Read().Expirations);

    /// <summary>Leases that the silos that live keep.</summary>
    public int Leases => Parts<SiloLeases>().Sum(static l => l.Count);

    public static async Task<MovedCluster> StartAsync(short silos, TimeSpan reminderPeriod)
    {
        var moved = new MovedCluster();
        moved._cluster = await RegistryCluster.StartAsync(
            new TestClusterSetup
            {
                Silos = silos,
                Silo = silo =>
                {
                    MovedTime.Use(silo, moved.Time);
                    silo.Configure<ReminderOptions>(static o => o.RefreshReminderListPeriod = ReminderRefresh);
                    TestClusterSetup.NoticeDeathsSoon(silo);
                },
                Options = o =>
                {
                    o.ReminderPeriod = reminderPeriod;
                    o.LeaseGrace = TimeSpan.FromSeconds(2);
                },
            },
            new MemoryStorage(4096));

        // The reminder services read their table a little after their start, which is a start by this clock; so is the grace.
        moved.Time.Advance(ReminderRefresh);
        return moved;
    }

    /// <summary>Moves time on by one step and waits, while it stands, until as many instances as must have expired have.</summary>
    public async Task AdvanceAsync(long expired)
    {
        Time.Advance(Step);
        await Eventually.TrueAsync(() => Expirations >= expired, TimeSpan.FromMinutes(1), $"{expired} have expired");
    }

    /// <summary>Moves time on by one step and waits, while it stands, until none of some instances has a lease any more.</summary>
    public async Task AdvanceAsync(Func<DateTimeOffset, IEnumerable<InstanceId>> due)
    {
        Time.Advance(Step);
        var leases = Parts<SiloLeases>().ToList();
        foreach (var id in due(Time.GetUtcNow()))
        {
            await Eventually.TrueAsync(() => leases.TrueForAll(l => !l.TryGet(id, out _)), TimeSpan.FromMinutes(1), $"{id} has expired");
        }
    }

    /// <summary>Moves time on by steps while nothing is to expire.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var wanted = Expirations;
        for (var moved = TimeSpan.Zero; moved < by; moved += Step)
        {
            await AdvanceAsync(wanted);
        }
    }

    public async Task<IReadOnlyList<ServiceChange>> ExpiredAsync(ServiceName service)
        => [.. (await Registry.GetHistoryAsync(service, Revision.None, 1000)).GetValueOrThrow().Changes.Where(static c => c.Kind == ChangeKind.Expired)];

    /// <summary>Renews, and sees that each of them was known.</summary>
    public async Task RenewAsync(IEnumerable<InstanceId> ids)
    {
        Renewal[] renewals = [.. ids.Select(static id => new Renewal(id))];
        if (renewals.Length > 0)
        {
            Assert.All((await Registry.RenewAsync(renewals)).GetValueOrThrow(), static outcome => Assert.Equal(RenewalOutcome.Renewed, outcome));
        }
    }

    /// <summary>Kills a silo and waits until every other knows it.</summary>
    public async Task KillAsync(InProcessSiloHandle victim)
    {
        await _cluster.Silos.KillSiloAsync(victim);
        var others = Parts<ISiloStatusOracle>().ToList();
        await Eventually.TrueAsync(
            () => others.TrueForAll(o => o.GetApproximateSiloStatuses(onlyActive: true).Count == others.Count), TimeSpan.FromMinutes(1), "every silo knows who is gone");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private IEnumerable<T> Parts<T>()
        where T : notnull
        => _cluster.Silos.Silos.Where(static s => s.IsActive).Select(static s => s.ServiceProvider.GetRequiredService<T>());
}
