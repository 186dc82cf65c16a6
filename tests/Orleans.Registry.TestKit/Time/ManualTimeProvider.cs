namespace Orleans.Registry.TestKit;

/// <summary>
/// A clock that stands until a test advances it. Timers fire in the order they are due, on the thread that advances, each
/// seeing the time it was due at. Its timestamps count in an odd frequency, so that code which takes them for ticks fails.
/// Safe to use from many threads; only one should advance.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _armed = [];
    private DateTimeOffset _utcNow;
    private TimeSpan _elapsed;

    /// <summary>Starts at a time; by default at noon of 2 January 2030 (UTC).</summary>
    public ManualTimeProvider(DateTimeOffset? start = null)
        => _utcNow = start ?? new DateTimeOffset(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => 7_654_321;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that are armed now.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>Time to the next timer that is due; <c>null</c> when none is armed.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
            {
                return First_NeedsLock() is { } timer ? timer.DueAt - _elapsed : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _utcNow;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return (long)(_elapsed.Ticks * (TimestampFrequency / (double)TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>Moves time on and fires every timer that becomes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_lock)
        {
            end = _elapsed + by;
        }

        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>
    /// Moves time on at once, as a process that stood still for so long finds it: what became due meanwhile fires only then, in
    /// the order it was due, a periodic timer once.
    /// </summary>
    public void Leap(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_lock)
        {
            _elapsed += by;
            _utcNow += by;
            foreach (var timer in _armed.Where(t => t.Period > TimeSpan.Zero && t.DueAt < _elapsed))
            {
                timer.DueAt = _elapsed;
            }
        }

        Advance(TimeSpan.Zero);
    }

    /// <summary>Moves the wall clock without moving time: what an operator or a time server does to a machine.</summary>
    public void JumpWallClock(TimeSpan by)
    {
        lock (_lock)
        {
            _utcNow += by;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            timer.Period = period;
            if (timer.IsDisposed)
            {
                return false;
            }

            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.DueAt = _elapsed + dueTime;
                _armed.Add(timer);
            }

            return true;
        }
    }

    internal void Disarm(ManualTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(TimeSpan end)
    {
        lock (_lock)
        {
            var timer = First_NeedsLock();
            var due = timer is not null && timer.DueAt <= end;
            var to = due ? timer!.DueAt : end;
            if (to > _elapsed)
            {
                _utcNow += to - _elapsed;
                _elapsed = to;
            }

            if (!due)
            {
                return null;
            }

            _armed.Remove(timer!);
            if (timer!.Period > TimeSpan.Zero)
            {
                timer.DueAt += timer.Period;
                _armed.Add(timer);
            }

            return timer;
        }
    }

    private ManualTimer? First_NeedsLock()
    {
        ManualTimer? first = null;
        foreach (var timer in _armed)
        {
            if (first is null || timer.DueAt < first.DueAt)
            {
                first = timer;
            }
        }

        return first;
    }
}
