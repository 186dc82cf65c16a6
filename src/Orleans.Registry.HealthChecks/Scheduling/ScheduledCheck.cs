namespace Orleans.Registry.HealthChecks;

/// <summary>
/// One check that is run again and again. What concerns its times belongs to the scheduler and changes under its lock; what it
/// holds of its instance belongs to <see cref="InstanceChecks"/> and changes under that one's.
/// </summary>
internal sealed class ScheduledCheck(HealthCheckDefinition definition, IProbe probe, InstanceChecks owner, CheckScheduler scheduler) : IThreadPoolWorkItem
{
    private int _failures;
    private int _successes;

    public HealthCheckDefinition Definition => definition;

    public IProbe Probe => probe;

    public InstanceChecks Owner => owner;

    /// <summary>The scheduler's: what it waits for.</summary>
    public CheckState State { get; set; }

    /// <summary>The scheduler's: when it is due, in ticks of the scheduler's clock.</summary>
    public long Due { get; set; }

    /// <summary>The scheduler's: an entry of its queue with another number is of a time that no longer counts.</summary>
    public int Version { get; set; }

    /// <summary>The scheduler's: ends the run that is under way.</summary>
    public CancellationTokenSource? Run { get; set; }

    /// <summary>The scheduler's: whoever waits for the next result; <c>null</c> for nobody.</summary>
    public TaskCompletionSource<HealthCheckResult>? Awaited { get; set; }

    /// <summary>The owner's: what it holds of the instance.</summary>
    public Verdict Verdict { get; private set; }

    /// <summary>The owner's: a run that began in another one counts no more.</summary>
    public int Generation { get; private set; }

    /// <summary>Begins anew with what is recorded of the instance.</summary>
    public void Reset(Verdict recorded)
    {
        Generation++;
        Verdict = recorded;
        (_failures, _successes) = (0, 0);
    }

    /// <summary>Counts a result; changes the verdict when there were enough of them in a row.</summary>
    public void Count(bool isPassed)
    {
        _failures = isPassed ? 0 : Math.Min(_failures + 1, definition.FailuresBeforeUnhealthy);
        _successes = isPassed ? Math.Min(_successes + 1, definition.SuccessesBeforeHealthy) : 0;
        Verdict = _failures >= definition.FailuresBeforeUnhealthy ? Verdict.Failing
            : _successes >= definition.SuccessesBeforeHealthy ? Verdict.Passing
            : Verdict;
    }

    public void Execute() => _ = scheduler.RunAsync(this);
}
