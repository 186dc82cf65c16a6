using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.HealthChecks;

namespace Orleans.Registry.Benchmarks;

/// <summary>One run of a health check in the scheduler, its probe left out: due, begun, counted, due again.</summary>
[MemoryDiagnoser]
public class CheckBenchmarks
{
    private const int AtOnce = 1000;

    private static readonly Meter Meter = new("checks");
    private CheckScheduler _scheduler = null!;
    private InstanceChecks[] _checks = [];
    private int _next;

    [Params(10_000, 100_000)]
    public int Checks { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _scheduler = NewScheduler();
        _checks =
        [
            .. Enumerable.Range(0, Checks).Select(i => new InstanceChecks(Instance(i), new Silent(), _scheduler, static (_, _) => new Passing(), NullLogger.Instance)),
        ];
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _scheduler.DisposeAsync();

    [Benchmark(OperationsPerInvoke = AtOnce)]
    public Task Run()
    {
        var first = _next;
        _next = _next + AtOnce >= Checks ? 0 : _next + AtOnce;
        return Task.WhenAll(_checks.AsSpan(first, AtOnce).ToArray().Select(static c => c.RunNowAsync(CancellationToken.None)));
    }

    private static CheckScheduler NewScheduler() => new(256, TimeProvider.System, Meter, NullLogger.Instance);

    private static ServiceInstance Instance(int i)
    {
        var registration = Fleet.Registration("orders", i);
        return new ServiceInstance
        {
            Service = registration.Service,
            Id = registration.Id,
            Details = registration.Details with
            {
                HealthChecks = EquatableArray<HealthCheckDefinition>.Create([new("port", HealthCheckKind.Tcp) { Interval = TimeSpan.FromHours(1) }]),
            },
            ReportedStatus = InstanceStatus.Healthy,
            RegisteredAt = DateTimeOffset.UnixEpoch,
            StatusSince = DateTimeOffset.UnixEpoch,
            CreatedRevision = new Revision(1),
            ModifiedRevision = new Revision(1),
        };
    }

    private sealed class Passing : IProbe
    {
        public ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken) => new(new ProbeResult(CheckOutcome.Passed, "fine"));
    }

    private sealed class Silent : IHealthReportSink
    {
        public ValueTask<bool> ReportAsync(ServiceInstance instance, HealthReport report, CancellationToken cancellationToken) => new(true);
    }
}
