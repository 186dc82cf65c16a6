using Microsoft.Extensions.Logging;
using Orleans.Registry.Core;

namespace Orleans.Registry.Embedded;

/// <summary>Runs the lease clock and the timing wheels, and hands over the leases that have run out.</summary>
internal sealed partial class LeaseScheduler : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(LeaseWheel.SlotWidth);

    private readonly LeaseWheel[] _wheels;
    private readonly List<InstanceEntry> _closed = [];
    private readonly Func<bool> _mayRun;
    private readonly Action<IReadOnlyList<InstanceEntry>> _expire;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private volatile bool _isStopped;

    public LeaseScheduler(TimeProvider time, LeaseClock clock, int wheels, Func<bool> mayRun, Action<IReadOnlyList<InstanceEntry>> expire, ILogger logger)
    {
        Clock = clock;
        _time = time;
        _mayRun = mayRun;
        _expire = expire;
        _logger = logger;
        _wheels = new LeaseWheel[wheels];
        for (var i = 0; i < wheels; i++)
        {
            _wheels[i] = new LeaseWheel();
        }

        // The timer must not carry the context of whoever happened to start the registry.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static s => ((LeaseScheduler)s!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public LeaseClock Clock { get; }

    /// <summary>Begins to run the clock, with a grace first.</summary>
    public void Start()
    {
        Clock.Tick(Monotonic());
        Clock.BeginGrace();
        _timer.Change(Period, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time of the lease clock now, also between two ticks.</summary>
    public long Now => Clock.At(Monotonic());

    /// <summary>Starts a lease anew.</summary>
    public void Arm(InstanceEntry entry, TimeSpan time) => ArmUntil(entry, Now + (long)time.TotalMilliseconds);

    /// <summary>Starts a lease anew, to end at a time of the clock.</summary>
    public void ArmUntil(InstanceEntry entry, long deadline)
    {
        entry.Rearm(deadline);
        _wheels[(uint)entry.Instance.Id.GetHashCode() % (uint)_wheels.Length].Schedule(entry, deadline);
    }

    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private long Monotonic() => (long)_time.GetElapsedTime(0, _time.GetTimestamp()).TotalMilliseconds;

    // One tick at a time: the timer is set again only after the work is done.
    private void Tick()
    {
        try
        {
            if (!_mayRun())
            {
                // Not ticked at all: the next tick finds a gap, which counts as a pause.
                return;
            }

            var skipped = Clock.Tick(Monotonic());
            if (skipped > 0)
            {
                LogPause(_logger, skipped);
            }

            // In a grace the wheels stand still; what would have run out meanwhile is looked at when it ends.
            if (Clock.MayExpire)
            {
                Expire();
            }
        }
        catch (Exception exception)
        {
            LogTickFailed(_logger, exception);
        }
        finally
        {
            if (!_isStopped)
            {
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Expire()
    {
        _closed.Clear();
        foreach (var wheel in _wheels)
        {
            wheel.Advance(Clock.Now, _closed);
        }

        if (_closed.Count > 0)
        {
            _expire(_closed);
        }
    }

    [LoggerMessage(210, LogLevel.Warning, "The registry did not run for {Skipped} ms more than it should have; that time does not count against any lease.")]
    private static partial void LogPause(ILogger logger, long skipped);

    [LoggerMessage(211, LogLevel.Error, "A tick of the lease clock failed.")]
    private static partial void LogTickFailed(ILogger logger, Exception exception);
}
