namespace Orleans.Registry.Routing;

/// <summary>
/// Draws places by weight in constant time: the alias method (Walker 1977; built as in Vose, "A linear algorithm for generating
/// random numbers with a given distribution", 1991). Each column keeps its own place below a threshold and another's above.
/// </summary>
internal sealed class AliasTable
{
    private readonly ulong[] _thresholds;
    private readonly int[] _aliases;

    public AliasTable(ReadOnlySpan<int> weights)
    {
        _thresholds = new ulong[weights.Length];
        _aliases = new int[weights.Length];
        Fill(weights);
    }

    /// <summary>A place, by 64 random bits: the upper half chooses the column, the lower half the side of its threshold.</summary>
    public int Pick(ulong random)
    {
        var column = RandomMath.Below(random, _thresholds.Length);
        return (random & uint.MaxValue) < _thresholds[column] ? column : _aliases[column];
    }

    /// <summary>The probability of a place, to 32 bits; for tests.</summary>
    public double ProbabilityOf(int place)
    {
        double sum = _thresholds[place];
        for (var i = 0; i < _aliases.Length; i++)
        {
            sum += _aliases[i] == place ? (1UL << 32) - _thresholds[i] : 0;
        }

        return sum / _aliases.Length / (1UL << 32);
    }

    private void Fill(ReadOnlySpan<int> weights)
    {
        var total = 0L;
        foreach (var weight in weights)
        {
            total += weight;
        }

        // Column heights as integers of unit 1 / (count * total): exact, unlike floating point.
        var heights = new long[weights.Length];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < weights.Length; i++)
        {
            heights[i] = (long)weights[i] * weights.Length;
            (heights[i] < total ? small : large).Push(i);
        }

        while (small.TryPop(out var low))
        {
            // Heights add up to count * total, so a column below the mean always finds one at or above it.
            var high = large.Peek();
            _thresholds[low] = (ulong)(((UInt128)heights[low] << 32) / (ulong)total);
            _aliases[low] = high;
            heights[high] -= total - heights[low];
            if (heights[high] < total)
            {
                small.Push(large.Pop());
            }
        }

        foreach (var full in large)
        {
            _thresholds[full] = 1UL << 32;
            _aliases[full] = full;
        }
    }
}
