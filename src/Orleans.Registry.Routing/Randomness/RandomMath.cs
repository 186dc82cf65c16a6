namespace Orleans.Registry.Routing;

/// <summary>Arithmetic on random bits.</summary>
internal static class RandomMath
{
    /// <summary>The finaliser of SplitMix64: spreads every input bit over the output.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>
    /// A number from 0 to below a bound out of the upper 32 bits, by multiplication (Lemire, "Fast random integer generation in
    /// an interval", 2019). The bias is below bound / 2^32, which no balancer notices.
    /// </summary>
    public static int Below(ulong random, int bound) => (int)(((random >> 32) * (uint)bound) >> 32);

    /// <summary>As <see cref="Below"/>, out of the lower 32 bits: a second number from the same draw.</summary>
    public static int BelowLow(ulong random, int bound) => (int)(((random & uint.MaxValue) * (uint)bound) >> 32);
}
