namespace Orleans.Registry.Routing;

/// <summary>
/// A moving average of latencies that jumps to a peak at once and forgets it exponentially, as the "Peak EWMA" balancer of
/// Twitter's Finagle does: one slow answer is believed, a good past is not. Value and time of the last sample share one
/// 64-bit word, so a sample is one compare-and-swap and a reader never sees half of one.
/// </summary>
internal struct PeakEwma
{
    /// <summary>After this long without samples a new one counts for 1 - 1/e.</summary>
    private const double DecayMilliseconds = 10_000;

    private const float LeastMicroseconds = 0.001f;

    /// <summary>Upper half: the bits of the average in microseconds, above 0 once measured. Lower half: milliseconds, wrapping.</summary>
    private long _word;

    /// <summary>The average in microseconds; 0 before the first sample.</summary>
    public readonly float Microseconds => Unpack(Volatile.Read(in _word));

    /// <summary>Takes a sample in.</summary>
    /// <param name="microseconds">The latency.</param>
    /// <param name="now">The time on a monotonic clock whose origin does not matter.</param>
    public void Add(double microseconds, TimeSpan now)
    {
        var sample = Math.Max((float)microseconds, LeastMicroseconds);
        var at = unchecked((uint)(now.Ticks / TimeSpan.TicksPerMillisecond));
        while (true)
        {
            var seen = Volatile.Read(in _word);
            var average = Unpack(seen);
            var next = sample >= average ? sample : Decay(average, sample, unchecked(at - (uint)seen));
            var word = ((long)BitConverter.SingleToUInt32Bits(next) << 32) | at;
            if (Interlocked.CompareExchange(ref _word, word, seen) == seen)
            {
                return;
            }
        }
    }

    private static float Decay(float average, float sample, uint elapsed)
    {
        // Threads read the clock before they get here, so a sample may be a little older than the one before it.
        var milliseconds = elapsed > int.MaxValue ? 0 : elapsed;
        var kept = (float)Math.Exp(-milliseconds / DecayMilliseconds);
        return (average * kept) + (sample * (1 - kept));
    }

    private static float Unpack(long word) => BitConverter.UInt32BitsToSingle((uint)((ulong)word >> 32));
}
