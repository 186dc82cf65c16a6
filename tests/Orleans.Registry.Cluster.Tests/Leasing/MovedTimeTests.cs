using System.Globalization;
using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.Core;
using Orleans.Registry.TestKit;
using Xunit.Abstractions;

namespace Orleans.Registry.Cluster.Tests.Leasing;

/// <summary>Leases in silos whose clock a test moves: who is silent leaves in time (P5), who is alive stays (P4), a hold ends (P11).</summary>
public sealed class MovedTimeTests(ITestOutputHelper output)
{
    private const int Services = 40;
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Promise = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Step = MovedCluster.Step;

    // When the clock waits for those that are due: well within the promise, and later than a timer that a turn, which runs while
    // the clock goes on, has armed a step too late.
    private static readonly TimeSpan Soon = Step * 4;

    [Fact]
    public async Task Of_four_thousand_leases_the_silent_half_is_gone_within_the_ttl_and_a_quarter_of_a_second_and_the_other_half_stays()
    {
        await using var cluster = await MovedCluster.StartAsync(silos: 2, reminderPeriod: Day);
        var ids = await RegisterAsync(cluster, 4_000, static i => $"s-{i % Services}");
        var random = new Random(5);
        var started = cluster.Time.GetUtcNow();
        var silentSince = Enumerable.Range(0, ids.Length).Where(static i => i % 2 == 0).ToDictionary(static i => i, _ => started);
        var last = silentSince.Keys.ToDictionary(static i => i, _ => random.Next((int)(Ttl / Step) - 1));

        // Each of the silent half is heard for a last time at a moment of its own; the others go on, each in its own rhythm.
        for (var step = 0; step < Ttl / Step * 3; step++)
        {
            List<int> heard = [.. Enumerable.Range(0, ids.Length).Where(i => i % 2 == 0 ? last[i] == step : i % 40 == step % 40)];
            await cluster.RenewAsync(heard.Select(i => ids[i]));
            heard.Where(silentSince.ContainsKey).ToList().ForEach(i => silentSince[i] = cluster.Time.GetUtcNow());
            await cluster.AdvanceAsync(now => silentSince.Where(s => s.Value + Ttl + Soon is var end && end <= now && end > now - Step).Select(s => ids[s.Key]));
        }

        List<double> late = [];
        for (var s = 0; s < Services; s++)
        {
            late.AddRange((await cluster.ExpiredAsync(ServiceName.Parse($"s-{s}")))
                .Select(c => (c.At - silentSince[int.Parse(c.InstanceId.Value.AsSpan(2), CultureInfo.InvariantCulture)] - Ttl).TotalMilliseconds));
        }

        late.Sort();
        output.WriteLine($"{late.Count} expired after their TTL by: p50 {late[late.Count / 2]}, p99 {late[late.Count * 99 / 100]}, most {late[^1]} (ms)");
        Assert.Equal(ids.Length / 2, late.Count);
        Assert.All(late, static ms => Assert.InRange(ms, 0, Promise.TotalMilliseconds));
        Assert.Equal((ids.Length / 2, ids.Length / 2L), (cluster.Leases, cluster.Expirations));
    }

    [Fact]
    public async Task Silos_that_stood_still_for_an_hour_and_a_wall_clock_that_jumps_expire_nobody_who_renews()
    {
        await using var cluster = await MovedCluster.StartAsync(silos: 2, reminderPeriod: Day);
        var ids = await RegisterAsync(cluster, 400, static _ => Orders.Value);
        var (live, silent) = (ids[..200], ids[200..]);
        await LiveAsync(TimeSpan.FromSeconds(8));
        cluster.Time.JumpWallClock(TimeSpan.FromDays(-400));

        var armed = cluster.Time.ArmedTimers;
        cluster.Time.Leap(TimeSpan.FromHours(1));

        await TimedAgainAsync();
        var back = cluster.Time.GetUtcNow();

        // The grace: nobody goes, and who was not heard of for an hour is heard now.
        for (var passed = Step; passed < TimeSpan.FromSeconds(2); passed += Step)
        {
            await cluster.AdvanceAsync(Step);
            await TimedAgainAsync();
        }

        Assert.Equal(0, cluster.Expirations);
        await cluster.RenewAsync(live);

        // Of their ten seconds the silent ones had used eight, and of the hour half a second counts.
        await cluster.AdvanceAsync(Soon);
        await cluster.AdvanceAsync(_ => silent);
        var expired = await cluster.ExpiredAsync(Orders);
        Assert.Equal(silent.Order(), expired.Select(static c => c.InstanceId).Order());
        Assert.All(expired, c => Assert.InRange(c.At - back, TimeSpan.FromSeconds(2) - Step, TimeSpan.FromSeconds(2) + Promise));

        cluster.Time.JumpWallClock(TimeSpan.FromDays(900));
        await LiveAsync(Ttl * 3);
        Assert.Equal((live.Length, (long)silent.Length), (cluster.Leases, cluster.Expirations));

        // What fired runs in turns of its own, which must be over before the clock moves on.
        Task TimedAgainAsync() => Eventually.TrueAsync(() => cluster.Time.ArmedTimers >= armed, TimeSpan.FromMinutes(1));

        async Task LiveAsync(TimeSpan time)
        {
            for (var lived = TimeSpan.Zero; lived < time; lived += TimeSpan.FromSeconds(2))
            {
                await cluster.RenewAsync(live);
                await cluster.AdvanceAsync(TimeSpan.FromSeconds(2));
            }
        }
    }

    [Fact]
    public async Task Leases_of_a_lost_silo_come_back_with_their_reminder_and_run_out_a_full_ttl_later()
    {
        var period = TimeSpan.FromMinutes(1);
        await using var cluster = await MovedCluster.StartAsync(silos: 3, reminderPeriod: period);
        var ids = await RegisterAsync(cluster, 60, static _ => Orders.Value);
        var registered = cluster.Time.GetUtcNow();
        var client = cluster.Cluster.Silos.Client;

        // Not the silo of the service: whoever loads it anew sees to its leases at once. And not the client's, which would be a test of that.
        var owner = await client.GetGrain<IManagementGrain>(0).GetActivationAddress(client.GetGrain<IServiceGrain>(Orders.Value));
        var victim = cluster.Cluster.Silos.Silos.Skip(1).First(s => !s.SiloAddress.Equals(owner));
        var silos = await Task.WhenAll(ids.Select(async id => (await client.GetGrain<ILeaseGrain>(id.Value).RenewHereAsync(0)).Silo));
        var lost = ids.Where((_, i) => silos[i].Equals(victim.SiloAddress)).ToHashSet();
        Assert.InRange(lost.Count, 1, ids.Length - 1);
        await cluster.KillAsync(victim);

        // Those whose silo lives go in time; nobody wakes the others before their reminder.
        await cluster.AdvanceAsync(Ttl - Step);
        Assert.Equal(0, cluster.Expirations);
        await cluster.AdvanceAsync(Soon);
        await cluster.AdvanceAsync(_ => ids.Where(id => !lost.Contains(id)));
        await cluster.AdvanceAsync(period - Ttl - (Soon * 2));
        Assert.Equal((0, (long)ids.Length - lost.Count), (cluster.Leases, cluster.Expirations));

        await cluster.AdvanceAsync(Soon + Step);
        await Eventually.TrueAsync(() => cluster.Leases == lost.Count, TimeSpan.FromMinutes(1));
        await cluster.AdvanceAsync(Ttl - Soon);
        Assert.Equal((lost.Count, (long)ids.Length - lost.Count), (cluster.Leases, cluster.Expirations));

        // The reminder ticked in the step before, and each lease has a jitter of its own.
        var due = lost.ToDictionary(static id => id, id => registered + period + TimeSpan.FromMilliseconds(LeaseGrace.Deadline(0, Ttl, (uint)id.GetHashCode())));
        while (cluster.Time.GetUtcNow() < due.Values.Max() + Promise)
        {
            await cluster.AdvanceAsync(now => due.Where(d => d.Value + Step + Soon <= now).Select(static d => d.Key));
        }

        var late = (await cluster.ExpiredAsync(Orders)).Where(c => lost.Contains(c.InstanceId)).Select(c => c.At - due[c.InstanceId]).Order().ToList();
        output.WriteLine($"{lost.Count} of a lost silo expired {late[0].TotalMilliseconds} to {late[^1].TotalMilliseconds} ms after reminder, TTL and jitter");
        Assert.Equal(lost.Count, late.Count);
        Assert.All(late, static l => Assert.InRange(l, TimeSpan.Zero, Step + Promise));
    }

    [Fact]
    public async Task A_hold_ends_by_itself_when_its_time_is_over_and_says_so_before()
    {
        await using var cluster = await MovedCluster.StartAsync(silos: 2, reminderPeriod: Day);
        var hold = TimeSpan.FromMinutes(5);
        var ids = await RegisterAsync(cluster, 10, static _ => Orders.Value, new ProtectionPolicy { MaxHold = hold });
        var live = ids[..4];
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5));
        await cluster.RenewAsync(live);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5) - Step);

        // Six of ten go at once: four may leave, two are held.
        await cluster.AdvanceAsync(Soon);
        await cluster.AdvanceAsync(4);
        var snapshot = await ReadAsync();
        await Eventually.TrueAsync(async () => (snapshot = await ReadAsync()).Protection?.Held == 2);
        var held = snapshot.Instances.Where(static i => i.LapsedAt is not null).ToList();
        var until = snapshot.Protection!.Until;
        Assert.Equal(held.Max(static i => i.LapsedAt!.Value) + hold, until);
        Assert.All(held, static i => Assert.Equal(InstanceStatus.Unhealthy, i.Status));
        Assert.Equal(live.Length, snapshot.Instances.Count(static i => i.IsHealthy));

        await LiveUntilAsync(held.Min(static i => i.LapsedAt!.Value) + hold - Step);
        Assert.Equal((2, until, 4L), ((await ReadAsync()).Protection!.Held, (await ReadAsync()).Protection!.Until, cluster.Expirations));

        await LiveUntilAsync(until + Promise);
        await Eventually.TrueAsync(() => cluster.Expirations == 6);
        Assert.Null((await ReadAsync()).Protection);
        Assert.Equal(live.Order(), (await ReadAsync()).Instances.Select(static i => i.Id).Order());
        Assert.All(
            (await cluster.ExpiredAsync(Orders)).Where(c => held.Exists(h => h.Id == c.InstanceId)),
            c => Assert.InRange(c.At - until, -Promise, Promise));

        async Task<ServiceSnapshot> ReadAsync() => (await cluster.Registry.GetServiceAsync(Orders, new ReadOptions { Strong = true })).GetValueOrThrow().Snapshot;

        async Task LiveUntilAsync(DateTimeOffset end)
        {
            for (var step = 0; cluster.Time.GetUtcNow() < end; step++)
            {
                if (step % 60 == 0)
                {
                    await cluster.RenewAsync(live);
                }

                var left = end - cluster.Time.GetUtcNow();
                cluster.Time.Advance(left < Step ? left : Step);
            }
        }
    }

    private static async Task<InstanceId[]> RegisterAsync(MovedCluster cluster, int count, Func<int, string> service, ProtectionPolicy? protection = null)
    {
        foreach (var name in Enumerable.Range(0, count).Select(service).Distinct())
        {
            var policy = new ServicePolicy { Protection = protection ?? Sample.Unprotected };
            (await cluster.Registry.SetPolicyAsync(ServiceName.Parse(name), policy, new DocumentChange())).GetValueOrThrow();
        }

        InstanceId[] ids = [.. Enumerable.Range(0, count).Select(static i => InstanceId.Parse($"i-{i}"))];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, token) =>
            (await cluster.Registry.RegisterAsync(Sample.Registration(ids[i].Value, service(i), Ttl), cancellationToken: token)).GetValueOrThrow());
        return ids;
    }
}
