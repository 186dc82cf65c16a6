using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry.Core;

namespace Orleans.Registry.Cluster;

/// <summary>
/// The leases of one silo and the clock they run by. The clock advances only while the silo runs (P4): after a pause nothing
/// expires until the renewals that piled up can have been heard.
/// </summary>
internal sealed partial class SiloLeases : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<InstanceId, InstanceLease> _leases = new();
    private readonly TimeProvider _time;
    private readonly SiloStopping _stopping;
    private readonly ILogger<SiloLeases> _logger;
    private readonly LeaseClock _clock;
    private ITimer? _timer;

    public SiloLeases(TimeProvider time, SiloStopping stopping, IOptions<ClusterRegistryOptions> options, ILogger<SiloLeases> logger)
    {
        _time = time;
        _stopping = stopping;
        _logger = logger;
        var settings = options.Value;
        _clock = new LeaseClock((long)settings.MaxClockStep.TotalMilliseconds, (long)settings.LeaseGrace.TotalMilliseconds);
    }

    /// <summary>Whether leases may be expired now: not in a grace, and not while the silo stops.</summary>
    public bool MayExpire => _clock.MayExpire && !_stopping.Token.IsCancellationRequested;

    /// <summary>The time of the lease clock now, also between two ticks.</summary>
    public long Now => _clock.At(Monotonic());

    public int Count => _leases.Count;

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe<SiloLeases>(ServiceLifecycleStage.ApplicationServices, Start, Stop);

    public bool TryGet(InstanceId id, out InstanceLease? lease) => _leases.TryGetValue(id, out lease);

    public void Add(InstanceId id, InstanceLease lease) => _leases[id] = lease;

    public void Remove(InstanceId id, InstanceLease lease) => _leases.TryRemove(new KeyValuePair<InstanceId, InstanceLease>(id, lease));

    public void Dispose() => _timer?.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        _clock.Tick(Monotonic());
        _clock.BeginGrace();
        using (ExecutionContext.SuppressFlow())
        {
            _timer = _time.CreateTimer(static s => ((SiloLeases)s!).Tick(), this, Period, Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    }

    private Task Stop(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    private void Tick()
    {
        var skipped = _clock.Tick(Monotonic());
        if (skipped > 0)
        {
            LogPause(_logger, skipped);
        }

        _timer!.Change(Period, Timeout.InfiniteTimeSpan);
    }

    private long Monotonic() => (long)_time.GetElapsedTime(0, _time.GetTimestamp()).TotalMilliseconds;

    [LoggerMessage(300, LogLevel.Warning, "The silo did not run for {Skipped} ms more than it should have; that time does not count against any lease.")]
    private static partial void LogPause(ILogger logger, long skipped);
}
