using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded.Tests.Conformance;
using Orleans.Registry.TestKit;
using Xunit.Abstractions;

namespace Orleans.Registry.Embedded.Tests.Leasing;

/// <summary>A hundred thousand leases on a clock that a test moves: who is silent leaves in time (P5), who is alive stays (P4).</summary>
public sealed class LeaseScaleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Services = 1_000;
    private const int PerService = 100;
    private const int Instances = Services * PerService;
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Promise = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly InstanceId[] Ids = [.. Enumerable.Range(0, Instances).Select(static i => InstanceId.Parse($"i-{i}"))];

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryStorage _storage = new();
    private EmbeddedServiceRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        await StartAsync();
        var unprotected = new ServicePolicy { Protection = new ProtectionPolicy { Enabled = false } };
        await Task.WhenAll(Enumerable.Range(0, Services).Select(async s =>
        {
            (await _registry.SetPolicyAsync(Service(s), unprotected, new DocumentChange())).GetValueOrThrow();
            for (var i = s; i < Instances; i += Services)
            {
                (await _registry.RegisterAsync(Registration(i))).GetValueOrThrow();
            }
        }));
    }

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Fact]
    public async Task The_silent_half_is_gone_within_the_ttl_and_a_quarter_of_a_second_and_the_other_half_stays()
    {
        var started = _time.GetUtcNow();
        var random = new Random(5);
        var silentSince = Enumerable.Range(0, Instances).Where(static i => i % 2 == 0).ToDictionary(static i => i, _ => started);

        // Each of the silent half is heard for a last time at a moment of its own; the others go on, each in its own rhythm.
        var last = silentSince.Keys.ToDictionary(static i => i, _ => random.Next((int)(Ttl / Step) - 1));
        for (var step = 0; step < Ttl / Step * 3; step++)
        {
            for (var i = 0; i < Instances; i++)
            {
                if (i % 2 == 0 ? last[i] == step : i % 40 == step % 40)
                {
                    Assert.Equal(RenewalOutcome.Renewed, _registry.Renew(Ids[i]));
                    Note(i);
                }
            }

            await AdvanceAsync(silentSince);
        }

        void Note(int i)
        {
            if (silentSince.ContainsKey(i))
            {
                silentSince[i] = _time.GetUtcNow();
            }
        }

        var late = await LatenessAsync(silentSince);
        output.WriteLine($"{late.Count} expired after their TTL by: p50 {late[late.Count / 2]}, p99 {late[late.Count * 99 / 100]}, most {late[^1]} (ms)");
        Assert.Equal(Instances / 2, late.Count);
        Assert.All(late, static ms => Assert.InRange(ms, 0, Promise.TotalMilliseconds));
        Assert.Equal(Instances / 2, _registry.GetStats().Instances.Values.Sum());
    }

    [Fact]
    public async Task A_stop_longer_than_the_ttl_and_a_wall_clock_that_jumps_expire_nobody_who_lives()
    {
        _time.Advance(Ttl - Step);
        await _registry.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(3));
        await StartAsync();
        _time.JumpWallClock(TimeSpan.FromDays(-400));
        for (var now = TimeSpan.Zero; now < Ttl * 3; now += Step)
        {
            if (now == Ttl)
            {
                _time.JumpWallClock(TimeSpan.FromDays(900));
            }

            // First heard of as late as may be: just before a whole TTL has passed.
            if (now > Ttl - (Step * 2) && now.TotalMilliseconds % 2_000 == 0)
            {
                Assert.All(Ids, id => Assert.Equal(RenewalOutcome.Renewed, _registry.Renew(id)));
            }

            if (now == Ttl - (Step * 2))
            {
                Assert.All(Ids, id => Assert.Equal(RenewalOutcome.Renewed, _registry.Renew(id)));
            }

            _time.Advance(Step);
        }

        Assert.Equal((Instances, 0L), (_registry.GetStats().Instances.Values.Sum(), _registry.GetStats().Expirations));
    }

    private async Task StartAsync()
    {
        var options = new EmbeddedRegistryOptions { LeaseGrace = TimeSpan.Zero };
        _registry = new EmbeddedServiceRegistry(_storage.CreateStore(options.LogCapacity), options, _time, NullLoggerFactory.Instance);
        await _registry.StartAsync(CancellationToken.None);
    }

    // A removal is a command that runs on other threads. The clock waits for those that are due, one step of the wheel and one
    // tick after their time, or the times of their changes would tell how fast this machine is.
    private async Task AdvanceAsync(Dictionary<int, DateTimeOffset> silentSince)
    {
        _time.Advance(Step);
        var latest = _time.GetUtcNow() - Ttl - (Step * 2);
        var due = silentSince.Values.Count(at => at <= latest);
        await Eventually.TrueAsync(() => _registry.GetStats().Expirations >= due, what: $"{due} have expired");
    }

    private async Task<List<double>> LatenessAsync(Dictionary<int, DateTimeOffset> silentSince)
    {
        List<double> late = [];
        for (var s = 0; s < Services; s++)
        {
            var page = (await _registry.GetHistoryAsync(Service(s), Revision.None, 1_000)).GetValueOrThrow();
            late.AddRange(page.Changes.Where(static c => c.Kind == ChangeKind.Expired)
                .Select(c => (c.At - silentSince[int.Parse(c.InstanceId.Value.AsSpan(2), CultureInfo.InvariantCulture)] - Ttl).TotalMilliseconds));
        }

        late.Sort();
        return late;
    }

    private static ServiceName Service(int number) => ServiceName.Parse($"s-{number % Services}");

    private static InstanceRegistration Registration(int number) => new()
    {
        Service = Service(number),
        Id = Ids[number],
        Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Ttl = Ttl },
    };
}
