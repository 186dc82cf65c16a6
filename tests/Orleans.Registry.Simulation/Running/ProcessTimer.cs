namespace Orleans.Registry.Simulation.Running;

/// <summary>A timer of one process.</summary>
internal sealed class ProcessTimer(Timeline timeline, ProcessClock clock, Action callback) : ITimer
{
    private int _setting;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var setting = ++_setting;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            timeline.After((long)dueTime.TotalMilliseconds, () => clock.Run(() => Fire(setting, period), isTimer: true));
        }

        return true;
    }

    public void Dispose() => _setting++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fire(int setting, TimeSpan period)
    {
        if (setting != _setting)
        {
            return;
        }

        if (period != Timeout.InfiniteTimeSpan && period > TimeSpan.Zero)
        {
            Change(period, period);
        }

        callback();
    }
}
