namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>
/// Another clock, on which a little time passes with every reading, as on any real one: 100 ns, which are forgotten when the
/// other clock moves on. Thread-safe.
/// </summary>
/// <remarks>
/// Orleans waits for a moment in a loop that asks for the time and delays by what is left. Delays count whole milliseconds, so for
/// the last part of one it only reads the clock, and on a clock that stands still it would do so for ever.
/// </remarks>
internal sealed class PassingTimeProvider(TimeProvider time) : TimeProvider
{
    private readonly Lock _lock = new();
    private long _readings;
    private long _since;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            var passed = Passed_NeedsLock();
            return time.GetUtcNow() + passed;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return time.GetTimestamp() + (long)(Passed_NeedsLock().TotalSeconds * TimestampFrequency);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => time.CreateTimer(callback, state, dueTime, period);

    private TimeSpan Passed_NeedsLock()
    {
        var now = time.GetTimestamp();
        _readings = now == _since ? _readings + 1 : 0;
        _since = now;
        return TimeSpan.FromTicks(_readings);
    }
}
