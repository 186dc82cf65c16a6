using System.Diagnostics;

namespace Orleans.Registry.ClusterBenchmarks;

/// <summary>Counts how often a call is made in a time by callers that each wait for their answer.</summary>
internal static class Rate
{
    private const int Callers = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    /// <summary>Calls a second. The call is told a number that no other call is told.</summary>
    public static async Task<double> MeasureAsync(Func<int, Task> call)
    {
        var next = 0;
        await RunAsync(WarmUp);
        var clock = Stopwatch.StartNew();
        var calls = await RunAsync(Time);
        return calls / clock.Elapsed.TotalSeconds;

        async Task<long> RunAsync(TimeSpan time)
        {
            var clock = Stopwatch.StartNew();
            var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                long count = 0;
                while (clock.Elapsed < time)
                {
                    await call(Interlocked.Increment(ref next));
                    count++;
                }

                return count;
            })));
            return counts.Sum();
        }
    }
}
