using System.Diagnostics;

namespace Orleans.Registry.ClusterBenchmarks;

/// <summary>Counts how often calls are made in a time by callers that each wait for their answer.</summary>
internal static class Rate
{
    private const int Callers = 64;
    private const int Rounds = 7;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Calls a second, and as a share of another call's: medians over rounds in which both are made in turn, so that what
    /// slows the machine down slows both. A call is told a number that no other call of its kind is told.
    /// </summary>
    public static async Task<(double Rate, double Share)> CompareAsync(Func<int, Task> measure, Func<int, Task> call)
    {
        var (measures, calls) = (new StrongBox(), new StrongBox());
        await CountAsync(measure, measures, WarmUp);
        await CountAsync(call, calls, WarmUp);
        List<double> rates = [];
        List<double> shares = [];
        for (var round = 0; round < Rounds; round++)
        {
            var measured = await CountAsync(measure, measures, Time);
            rates.Add(await CountAsync(call, calls, Time));
            shares.Add(rates[^1] / measured);
        }

        return (Median(rates), Median(shares));
    }

    private static async Task<double> CountAsync(Func<int, Task> call, StrongBox next, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            long count = 0;
            while (clock.Elapsed < time)
            {
                await call(Interlocked.Increment(ref next.Value));
                count++;
            }

            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private sealed class StrongBox
    {
        public int Value;
    }
}
