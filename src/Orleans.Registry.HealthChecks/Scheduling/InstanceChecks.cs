using Microsoft.Extensions.Logging;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// The checks of one instance: what each holds of it, compared with what is recorded of it. What differs is reported, after
/// the run that made it differ and after every one that finds it still so; what is recorded already costs nothing.
/// </summary>
internal sealed partial class InstanceChecks : IInstanceChecks
{
    // A starting instance waits for its checks to be called at all.
    private static readonly TimeSpan FirstOfStarting = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly IHealthReportSink _sink;
    private readonly CheckScheduler _scheduler;
    private readonly Func<HealthCheckDefinition, ServiceInstance, IProbe?> _probes;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private ServiceInstance _instance;
    private ScheduledCheck[] _checks;
    private bool _isDisposed;

    public InstanceChecks(
        ServiceInstance instance,
        IHealthReportSink sink,
        CheckScheduler scheduler,
        Func<HealthCheckDefinition, ServiceInstance, IProbe?> probes,
        ILogger logger)
    {
        _instance = instance;
        _sink = sink;
        _scheduler = scheduler;
        _probes = probes;
        _logger = logger;
        _stopping = scheduler.Stopping;
        _checks = [];
        lock (_gate)
        {
            Replace_NeedsLock(instance, instance.Details);
        }
    }

    public InstanceId Id => _instance.Id;

    public ServiceName Service => _instance.Service;

    public void Update(ServiceInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        lock (_gate)
        {
            var before = _instance;
            if (_isDisposed || instance.ModifiedRevision <= before.ModifiedRevision)
            {
                return;
            }

            _instance = instance;
            if (!IsCheckedAlike(before.Details, instance.Details))
            {
                Replace_NeedsLock(instance, before.Details);
            }

            if (before.Incarnation != instance.Incarnation || before.CreatedRevision != instance.CreatedRevision)
            {
                Restart_NeedsLock(instance);
            }
        }
    }

    public async Task<IReadOnlyList<HealthCheckResult>> RunNowAsync(CancellationToken cancellationToken)
    {
        ScheduledCheck[] checks;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            checks = _checks;
        }

        return await Task.WhenAll(checks.Select(_scheduler.RunNowAsync)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        ScheduledCheck[] checks;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            checks = _checks;
            _checks = [];
        }

        foreach (var check in checks)
        {
            _scheduler.Remove(check);
        }
    }

    /// <summary>What a run that begins now says it was begun in.</summary>
    public int GenerationOf(ScheduledCheck check)
    {
        lock (_gate)
        {
            return check.Generation;
        }
    }

    /// <summary>Takes the result of a run in, and reports it where the record says otherwise. Never fails.</summary>
    public async ValueTask TakeAsync(ScheduledCheck check, int generation, ProbeResult result)
    {
        HealthReport? report;
        ServiceInstance instance;
        lock (_gate)
        {
            // Taken back, or begun anew, while it ran.
            if (_isDisposed || generation != check.Generation)
            {
                return;
            }

            check.Count(result.IsPassed);
            instance = _instance;
            report = ReportOf_NeedsLock(check, instance, result);
        }

        if (report is null)
        {
            return;
        }

        try
        {
            if (await _sink.ReportAsync(instance, report, _stopping).ConfigureAwait(false))
            {
                Log(instance, report);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotReported(_logger, exception, check.Definition.Name, instance.Id);
        }
        catch (OperationCanceledException)
        {
            // The checks have ended.
        }
    }

    // While a lease has lapsed the instance is as good as gone: it must be heard of itself first.
    private HealthReport? ReportOf_NeedsLock(ScheduledCheck check, ServiceInstance instance, ProbeResult result)
    {
        if (instance.LapsedAt is not null)
        {
            return null;
        }

        var name = check.Definition.Name;
        var isRecorded = instance.FailingChecks.Contains(name);
        return check.Verdict switch
        {
            Verdict.Failing when !isRecorded && !result.IsPassed => new HealthReport(InstanceSignal.CheckFailed, name, result.Output),
            Verdict.Passing when result.IsPassed && (isRecorded || IsBeginning(instance)) && MayPass_NeedsLock(check)
                => new HealthReport(InstanceSignal.CheckPassed, name, result.Output),
            _ => null,
        };
    }

    // What has never been called gets calls only when every check of it has passed, not the first of them.
    private bool MayPass_NeedsLock(ScheduledCheck check)
        => Array.TrueForAll(_checks, c => c == check || c.Verdict != Verdict.None);

    private static bool IsBeginning(ServiceInstance instance) => instance.ReportedStatus is InstanceStatus.Starting or InstanceStatus.Unknown;

    private static Verdict RecordedOf(ServiceInstance instance, HealthCheckDefinition check)
        => instance.FailingChecks.Contains(check.Name) ? Verdict.Failing
            : IsBeginning(instance) ? Verdict.None
            : Verdict.Passing;

    private static bool IsCheckedAlike(InstanceDetails one, InstanceDetails other)
        => ReferenceEquals(one, other) || (one.HealthChecks.Equals(other.HealthChecks) && IsAtSamePlace(one, other));

    private static bool IsAtSamePlace(InstanceDetails one, InstanceDetails other)
        => one.Address == other.Address && one.Port == other.Port && one.Protocol == other.Protocol;

    // Checks that are asked for as before go on, with what they hold and when they are due.
    private void Replace_NeedsLock(ServiceInstance instance, InstanceDetails before)
    {
        var known = _checks;
        List<ScheduledCheck> checks = [];
        foreach (var definition in instance.Details.HealthChecks)
        {
            var same = IsAtSamePlace(before, instance.Details) ? Array.Find(known, c => c.Definition == definition) : null;
            if (same is not null)
            {
                checks.Add(same);
            }
            else if (definition.IsActive && _probes(definition, instance) is { } probe)
            {
                var check = new ScheduledCheck(definition, probe, this, _scheduler);
                check.Reset(RecordedOf(instance, definition));
                checks.Add(check);
            }
        }

        _checks = [.. checks];
        foreach (var check in known.Except(checks))
        {
            _scheduler.Remove(check);
        }

        foreach (var check in checks.Except(known))
        {
            _scheduler.Add(check, FirstDelay(instance, check.Definition));
        }
    }

    private void Restart_NeedsLock(ServiceInstance instance)
    {
        foreach (var check in _checks)
        {
            check.Reset(RecordedOf(instance, check.Definition));
            _scheduler.Expedite(check, FirstDelay(instance, check.Definition));
        }
    }

    // Spread over the interval by what is being checked, so that a fleet that begins at once is not checked at once.
    private static TimeSpan FirstDelay(ServiceInstance instance, HealthCheckDefinition check)
    {
        var within = IsBeginning(instance) && check.Interval > FirstOfStarting ? FirstOfStarting : check.Interval;
        var share = (uint)HashCode.Combine(instance.Id, check.Name) / (double)uint.MaxValue;
        return within * share;
    }

    private void Log(ServiceInstance instance, HealthReport report)
    {
        if (report.Signal == InstanceSignal.CheckPassed)
        {
            LogPassed(_logger, report.Check, instance.Id, instance.Service, report.Output);
        }
        else
        {
            LogFailed(_logger, report.Check, instance.Id, instance.Service, report.Output);
        }
    }

    [LoggerMessage(411, LogLevel.Information, "Check '{Check}' of instance '{Id}' of service '{Service}' passes: {Output}")]
    private static partial void LogPassed(ILogger logger, string check, InstanceId id, ServiceName service, string output);

    [LoggerMessage(412, LogLevel.Warning, "Check '{Check}' of instance '{Id}' of service '{Service}' fails: {Output}")]
    private static partial void LogFailed(ILogger logger, string check, InstanceId id, ServiceName service, string output);

    [LoggerMessage(413, LogLevel.Warning, "What check '{Check}' of instance '{Id}' found could not be reported; it is after the next run.")]
    private static partial void LogNotReported(ILogger logger, Exception exception, string check, InstanceId id);
}
