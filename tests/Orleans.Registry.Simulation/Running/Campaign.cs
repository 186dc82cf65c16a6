using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans.Registry.Simulation.Mutations;

namespace Orleans.Registry.Simulation.Running;

/// <summary>Runs histories of consecutive seeds on all processors until one fails, there are enough, or time is up.</summary>
/// <param name="firstSeed">The first seed.</param>
/// <param name="histories">How many histories to run at most.</param>
/// <param name="time">When to begin no further history.</param>
internal sealed class Campaign(ulong firstSeed, int histories, TimeSpan time)
{
    private readonly Coverage _coverage = new();
    private readonly ConcurrentBag<HistoryResult> _failures = [];
    private readonly Lock _gate = new();
    private int _begun;
    private int _kept;

    /// <summary>Runs; the failure of the lowest seed counts, so that the outcome does not depend on the machine.</summary>
    public CampaignResult Run(Mutation mutation)
    {
        var watch = Stopwatch.StartNew();
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            while (_failures.IsEmpty && watch.Elapsed < time && Interlocked.Increment(ref _begun) is var number && number <= histories)
            {
                Take(HistoryRun.Run(firstSeed + (ulong)(number - 1), mutation));
            }
        });
        return new CampaignResult(_kept, _coverage, _failures.MinBy(static f => f.Seed));
    }

    private void Take(HistoryResult result)
    {
        if (result.Failure is not null)
        {
            _failures.Add(result);
            return;
        }

        lock (_gate)
        {
            _kept++;
            _coverage.Add(result.Coverage);
        }
    }
}
