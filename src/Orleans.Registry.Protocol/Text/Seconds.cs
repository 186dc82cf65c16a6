namespace Orleans.Registry.Protocol;

/// <summary>Durations on the wire: numbers of seconds, to 100 ns.</summary>
public static class Seconds
{
    /// <summary>Reads a number of seconds; refuses what is not finite or does not fit, negative ones included in what fits.</summary>
    public static bool TryToTimeSpan(double seconds, out TimeSpan value)
    {
        var ticks = Math.Round(seconds * TimeSpan.TicksPerSecond);

        // Written so that NaN fails; the bounds are the largest doubles inside the range of long.
        var fits = ticks is >= -9.2e18 and <= 9.2e18;
        value = fits ? TimeSpan.FromTicks((long)ticks) : default;
        return fits;
    }

    /// <summary>Reads a number of seconds of a trusted answer; what does not fit becomes the nearest that does.</summary>
    public static TimeSpan ToTimeSpan(double seconds)
    {
        if (TryToTimeSpan(seconds, out var value))
        {
            return value;
        }

        return seconds > 0 ? TimeSpan.MaxValue : seconds < 0 ? TimeSpan.MinValue : TimeSpan.Zero;
    }
}
