namespace Orleans.Registry.Client;

/// <summary>
/// Waits between attempts: doubling from <paramref name="First"/> to <paramref name="Max"/>, each with its upper half drawn
/// at random, so that programs that failed together do not come back together.
/// </summary>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Max)
{
    // 2^30 times any first delay is beyond every maximum; without a bound the shift would wrap.
    private const int MaxDoublings = 30;

    /// <param name="failures">Failures in a row; 1 for the first.</param>
    /// <param name="random">At least 0, below 1.</param>
    public TimeSpan Delay(int failures, double random)
    {
        var doublings = Math.Clamp(failures - 1, 0, MaxDoublings);
        var full = Math.Min(First.Ticks * (double)(1L << doublings), Max.Ticks);
        return TimeSpan.FromTicks((long)(full * (0.5 + (random / 2))));
    }
}
