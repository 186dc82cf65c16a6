using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;
using Xunit.Abstractions;

namespace Orleans.Registry.EndToEndTests;

/// <summary>Three silo processes on a real Redis, under load: one is killed, then all are restarted in turn.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class OrleansClusterTests(ITestOutputHelper output)
{
    private static readonly int Instances = Number("REGISTRY_E2E_INSTANCES", 600);
    private static readonly int Services = Number("REGISTRY_E2E_SERVICES", 20);
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(20);

    [ServerFact]
    public async Task Killing_a_silo_and_restarting_all_loses_no_registration_no_change_and_no_live_instance()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        await using var redis = await RedisServer.StartAsync();
        var silos = await StartSilosAsync(redis);
        var doors = silos.Select(static s => new Uri(s.Url("/"))).ToList();
        var services = Enumerable.Range(0, Services).Select(static i => ServiceName.Parse($"service-{i}")).ToList();
        var fleets = Enumerable.Range(0, 6).Select(i => new Fleet(i, doors, services, Ttl)).ToList();
        var watchers = Enumerable.Range(0, 3).Select(i => new GapFreeWatcher(doors, i, services)).ToList();
        try
        {
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(fleets.Select(f => f.RegisterAsync(Instances / fleets.Count, limit.Token)));
            output.WriteLine($"{Instances} instances of {Services} services registered in {clock.Elapsed.TotalSeconds:0.0} s");

            using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            var reader = new OracleReader(doors, services);
            var load = Task.WhenAll(
                [.. fleets.Select(f => f.LiveAsync(TimeSpan.FromMilliseconds(300), over.Token)), .. watchers.Select(w => w.RunAsync(over.Token)), reader.RunAsync(over.Token)]);
            await HurtAsync(silos, fleets, limit.Token);
            await over.CancelAsync();
            await load;

            await VerifyAsync(silos[0], fleets, watchers, services, limit.Token);
            output.WriteLine(
                $"{fleets.Sum(static f => f.Acknowledged.Count)} registrations acknowledged; {reader.Reads} reads, {reader.Refused} refused; "
                + $"{watchers.Sum(static w => w.Changes)} changes watched, {watchers.Sum(static w => w.Snapshots)} snapshots");
            Assert.Empty(reader.Faults);
            Assert.Empty(fleets.SelectMany(static f => f.Faults));
        }
        finally
        {
            foreach (var disposable in fleets.Cast<IAsyncDisposable>().Concat(watchers).Concat(silos))
            {
                await disposable.DisposeAsync();
            }
        }
    }

    private static async Task<List<SiloProcess>> StartSilosAsync(RedisServer redis)
    {
        List<SiloProcess> silos = [];
        for (var i = 0; i < 3; i++)
        {
            silos.Add(await SiloProcess.StartAsync(
                "--engine", "orleans", "--cluster", "redis", "--redis", redis.EndPoint,
                "--silo-port", $"{LoopbackPort.Free()}", "--gateway-port", $"{LoopbackPort.Free()}"));
        }

        return silos;
    }

    private async Task HurtAsync(List<SiloProcess> silos, List<Fleet> fleets, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        var clock = Stopwatch.StartNew();
        await silos[2].KillAsync();
        await RegistersAgainAsync(fleets, cancellationToken);
        output.WriteLine($"one silo killed: every program registers again after {clock.Elapsed.TotalSeconds:0.0} s");
        await silos[2].RestartAsync();

        // Long enough for whoever was forgotten to run out.
        await Task.Delay(Ttl * 1.5, cancellationToken);
        foreach (var silo in silos)
        {
            clock.Restart();
            Assert.Equal(0, await silo.TerminateAsync());
            var ended = clock.Elapsed;
            await silo.RestartAsync();
            await RegistersAgainAsync(fleets, cancellationToken);
            output.WriteLine($"one silo restarted: down after {ended.TotalSeconds:0.0} s, every program registers again after {clock.Elapsed.TotalSeconds:0.0} s");
        }

        await Task.Delay(Ttl * 1.5, cancellationToken);
    }

    private async Task RegistersAgainAsync(List<Fleet> fleets, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var before = fleets.ConvertAll(static f => f.Acknowledged.Count);
        try
        {
            await Eventually.TrueAsync(() => fleets.Select((f, i) => f.Acknowledged.Count >= before[i] + 3).All(static b => b), TimeSpan.FromMinutes(3));
        }
        catch
        {
            fleets.ForEach(f => output.WriteLine($"{f.Acknowledged.Count} acknowledged; {f.Refusal ?? "no refusal"}"));
            throw;
        }
    }

    private async Task VerifyAsync(
        SiloProcess silo, List<Fleet> fleets, List<GapFreeWatcher> watchers, List<ServiceName> services, CancellationToken cancellationToken)
    {
        await using var registry = Doors.Open([new Uri(silo.Url("/"))], 0);
        foreach (var service in services)
        {
            var snapshot = (await registry.GetServiceAsync(service, new ReadOptions { Strong = true }, cancellationToken)).GetValueOrThrow().Snapshot;
            var expected = fleets.SelectMany(static f => f.Acknowledged).Where(a => a.Value == service).Select(static a => a.Key).ToHashSet();

            var page = (await registry.GetHistoryAsync(service, Revision.None, 1000, cancellationToken)).GetValueOrThrow();
            foreach (var expired in page.Changes.Where(static c => c.Kind == ChangeKind.Expired || c.After?.LapsedAt is not null))
            {
                output.WriteLine($"{service} {expired} at {expired.At:O}: {expired.Cause}; registered at {expired.Before?.RegisteredAt:O}");
            }

            // Some whose registration was cut off, so that nobody renews them, may have come and gone.
            Assert.DoesNotContain(page.Changes, c => c.Kind == ChangeKind.Expired && expected.Contains(c.InstanceId));
            Assert.Empty(expected.Except(snapshot.Instances.Select(static i => i.Id)));
        }

        Assert.Empty(watchers.SelectMany(static w => w.Faults));
        Assert.All(watchers, w => Assert.Equal(services.Count, w.Held.Count));
    }

    private static int Number(string name, int fallback)
        => int.Parse(Environment.GetEnvironmentVariable(name) ?? $"{fallback}", CultureInfo.InvariantCulture);

    /// <summary>Reads services all the time: a refusal is honest, an answer without instances is not.</summary>
    private sealed class OracleReader(IReadOnlyList<Uri> doors, IReadOnlyList<ServiceName> services)
    {
        public ConcurrentQueue<string> Faults { get; } = new();

        public int Reads { get; private set; }

        public int Refused { get; private set; }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            await using var registry = Doors.Open(doors, 1);
            try
            {
                while (true)
                {
                    foreach (var service in services)
                    {
                        var answer = await registry.DiscoverAsync(service, InstanceQuery.Healthy, null, cancellationToken);
                        Reads++;
                        if (answer.IsSuccess && answer.Value.Instances.Count == 0)
                        {
                            Faults.Enqueue($"{service} has instances and was answered none");
                        }
                        else if (answer.Error is { } error)
                        {
                            Refused++;
                            if (error.Code == RegistryErrorCode.ServiceNotFound)
                            {
                                Faults.Enqueue($"{service} exists and was not found");
                            }
                        }
                    }

                    await Task.Delay(50, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The test is over.
            }
        }
    }
}
