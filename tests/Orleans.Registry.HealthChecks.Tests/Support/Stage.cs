using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>A scheduler on a clock that stands, and probes that find what the test says.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly Meter _meter = new("test");
    private readonly Dictionary<string, ScriptedProbe> _probes = [];

    public Stage(int maxConcurrency = 16) => Scheduler = new CheckScheduler(maxConcurrency, Time, _meter, NullLogger.Instance);

    public ManualTimeProvider Time { get; } = new();

    public CheckScheduler Scheduler { get; }

    public RecordingSink Sink { get; } = new();

    /// <summary>The probe of a check by its name.</summary>
    public ScriptedProbe this[string check]
    {
        get
        {
            lock (_probes)
            {
                return _probes.TryGetValue(check, out var probe) ? probe : _probes[check] = new ScriptedProbe { Time = Time };
            }
        }
    }

    public InstanceChecks Start(ServiceInstance instance, bool follows = true)
    {
        var checks = new InstanceChecks(instance, Sink, Scheduler, (check, _) => this[check.Name], NullLogger.Instance);
        Sink.Follower = follows ? checks : null;
        return checks;
    }

    /// <summary>Moves on by one interval and waits until the check has run once more and is due again.</summary>
    public async Task RunAsync(string check, TimeSpan? interval = null)
    {
        var before = this[check].Runs;
        Time.Advance(interval ?? TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => this[check].Runs > before && Scheduler.Running == 0);
    }

    public async ValueTask DisposeAsync()
    {
        await Scheduler.DisposeAsync();
        _meter.Dispose();
    }
}
