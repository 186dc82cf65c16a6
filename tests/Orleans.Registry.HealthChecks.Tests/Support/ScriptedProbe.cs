namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>A probe that finds what a test says, and counts.</summary>
internal sealed class ScriptedProbe : IProbe
{
    private readonly Lock _gate = new();
    private int _runs;
    private int _now;
    private int _most;

    /// <summary>What the next run finds.</summary>
    public bool Passes { get; set; } = true;

    /// <summary>What a run waits for before it ends; <c>null</c> for nothing.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public int Runs => Volatile.Read(ref _runs);

    /// <summary>Most runs that were under way at the same time.</summary>
    public int MostAtOnce => Volatile.Read(ref _most);

    /// <summary>When each run began.</summary>
    public List<DateTimeOffset> Times { get; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public async ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        bool passes;
        lock (_gate)
        {
            Times.Add(Time.GetUtcNow());
            _most = Math.Max(_most, ++_now);
            passes = Passes;
        }

        try
        {
            if (Hold is { } hold)
            {
                // Counted before it waits, so that a test can see it wait.
                Interlocked.Increment(ref _runs);
                await hold.Task.WaitAsync(cancellationToken);
            }

            return passes ? ProbeResult.Pass("fine") : ProbeResult.Fail("broken");
        }
        finally
        {
            lock (_gate)
            {
                _now--;
            }

            if (Hold is null)
            {
                Interlocked.Increment(ref _runs);
            }
        }
    }
}
