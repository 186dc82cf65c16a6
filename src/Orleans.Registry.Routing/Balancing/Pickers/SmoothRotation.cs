namespace Orleans.Registry.Routing;

/// <summary>One whole period of smooth weighted round robin, as places.</summary>
internal static class SmoothRotation
{
    /// <summary>The longest period; for more than a quarter as many endpoints, four turns each.</summary>
    private const int MaxPeriod = 1 << 16;

    /// <summary>Work (endpoints times period) up to which the rotation is nginx's own.</summary>
    private const long MaxWork = 1 << 20;

    /// <summary>
    /// The rotation for weights above 0. Each place comes exactly as often as its weight divided by the greatest common divisor,
    /// unless that makes a period above 65,536; then weights are rounded to fit, none below 1.
    /// </summary>
    public static int[] Of(ReadOnlySpan<int> weights)
    {
        var reduced = Reduce(weights);
        var period = Sum(reduced);
        var longest = Math.Max(MaxPeriod, 4L * reduced.Length);
        if (period > longest)
        {
            var scale = (double)longest / period;
            reduced = Reduce(Array.ConvertAll(reduced, weight => Math.Max(1, (int)Math.Round(weight * scale))));
            period = Sum(reduced);
        }

        return period * reduced.Length <= MaxWork ? BySmoothing(reduced, (int)period) : ByDeadline(reduced, (int)period);
    }

    /// <summary>
    /// The algorithm of nginx ("Upstream: smooth weighted round-robin balancing", 2012): every turn each place gains its weight,
    /// the highest is taken and loses the sum of all.
    /// </summary>
    private static int[] BySmoothing(int[] weights, int period)
    {
        var current = new long[weights.Length];
        var rotation = new int[period];
        for (var turn = 0; turn < period; turn++)
        {
            var best = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                current[i] += weights[i];
                best = current[i] > current[best] ? i : best;
            }

            current[best] -= period;
            rotation[turn] = best;
        }

        return rotation;
    }

    /// <summary>
    /// For many endpoints: earliest deadline first, which gives the same shares and nearly the same spacing in n log n instead of
    /// n squared. The k-th turn of a place is due at (k - 1/2) / weight.
    /// </summary>
    private static int[] ByDeadline(int[] weights, int period)
    {
        var queue = new PriorityQueue<int, (double Due, int Place)>(weights.Length);
        var turns = new int[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            queue.Enqueue(i, (0.5 / weights[i], i));
        }

        var rotation = new int[period];
        for (var turn = 0; turn < period; turn++)
        {
            var place = queue.Dequeue();
            rotation[turn] = place;
            if (++turns[place] < weights[place])
            {
                queue.Enqueue(place, ((turns[place] + 0.5) / weights[place], place));
            }
        }

        return rotation;
    }

    private static int[] Reduce(ReadOnlySpan<int> weights)
    {
        var divisor = 0;
        foreach (var weight in weights)
        {
            divisor = GreatestCommonDivisor(divisor, weight);
        }

        var reduced = weights.ToArray();
        for (var i = 0; i < reduced.Length; i++)
        {
            reduced[i] /= divisor;
        }

        return reduced;
    }

    private static int GreatestCommonDivisor(int left, int right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }

    private static long Sum(int[] weights)
    {
        var sum = 0L;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        return sum;
    }
}
