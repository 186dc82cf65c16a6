namespace Orleans.Registry.Routing;

/// <summary>
/// A fast random source for many threads: one atomic addition and a few multiplications a number. The same seed gives the
/// same sequence. Not for secrets.
/// </summary>
/// <remarks>
/// The SplitMix64 generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). Its state
/// moves by plain addition, which is why threads can share it without a compare-and-swap loop.
/// </remarks>
/// <param name="seed">Where the sequence starts; draw it from a true random source once a process.</param>
public sealed class SplitMixRandom(ulong seed) : IRandomSource
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <inheritdoc/>
    public ulong Next() => RandomMath.Mix(Interlocked.Add(ref _state, GoldenGamma));
}
