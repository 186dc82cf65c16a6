namespace Orleans.Registry.Simulation.Running;

/// <summary>
/// What one process takes for time: a monotonic clock, a wall clock that may jump, timers, and pauses in which nothing of
/// the process runs. What falls into a pause runs when it ends.
/// </summary>
internal sealed class ProcessClock(Timeline timeline, SeededRandom random) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly List<(bool IsTimer, Action Action)> _deferred = [];
    private readonly long _startedAt = timeline.Now;
    private ProcessContext? _context;
    private long _pausedAt;
    private long _pausedFor;

    /// <summary>How far the wall clock is off.</summary>
    public TimeSpan WallOffset { get; set; }

    /// <summary>Whether the process has ended: nothing of it runs any more.</summary>
    public bool IsDead { get; set; }

    public bool IsPaused { get; private set; }

    /// <summary>Pauses so far, by the time at which they ended and how long they were.</summary>
    public List<(long HearableAt, long Length)> Pauses { get; } = [];

    /// <summary>Milliseconds during which the process ran, and so could hear.</summary>
    public long Hearable => (IsPaused ? _pausedAt : timeline.Now) - _startedAt - _pausedFor;

    /// <summary>How much of the pauses since a hearable time was too short to be noticed.</summary>
    /// <param name="since">A hearable time.</param>
    /// <param name="most">The longest pause that is not noticed.</param>
    public long Unnoticed(long since, long most) => Pauses.Where(p => p.HearableAt >= since).Sum(p => Math.Min(p.Length, most));

    public override long TimestampFrequency => 7_000;

    public override long GetTimestamp() => timeline.Now * 7;

    public override DateTimeOffset GetUtcNow() => Start.AddMilliseconds(timeline.Now) + WallOffset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ProcessTimer(timeline, this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs something in the process: now, after the pause, or never.</summary>
    public void Run(Action action, bool isTimer = false)
    {
        if (IsPaused && !IsDead)
        {
            _deferred.Add((isTimer, action));
        }
        else if (!IsDead)
        {
            RunNow(action);
        }
    }

    /// <summary>What runs a process's code in another process, or in none, is a bug of the simulation.</summary>
    public void RequireInside()
    {
        if (SynchronizationContext.Current is null || SynchronizationContext.Current != _context)
        {
            throw new InvalidOperationException("This is not the process that the code belongs to.");
        }
    }

    private void RunNow(Action action)
    {
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context ??= new ProcessContext(timeline, this));
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    public void Pause(long length)
    {
        if (IsPaused || IsDead)
        {
            return;
        }

        IsPaused = true;
        _pausedAt = timeline.Now;
        timeline.After(length, Resume);
    }

    // Whether the timers or the messages that piled up come first is up to the machine.
    private void Resume()
    {
        var length = timeline.Now - _pausedAt;
        IsPaused = false;
        _pausedFor += length;
        Pauses.Add((Hearable, length));
        var timersFirst = random.Chance(0.6);
        var deferred = _deferred.OrderBy(d => d.IsTimer != timersFirst).ToList();
        _deferred.Clear();
        foreach (var (isTimer, action) in deferred)
        {
            Run(action, isTimer);
        }
    }
}
