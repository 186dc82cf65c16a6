using Microsoft.Extensions.Logging;

namespace Orleans.Registry.HealthChecks;

/// <content>One run of one check.</content>
internal sealed partial class CheckScheduler
{
    /// <summary>Runs a check once. Begun on the thread pool by the check itself; never fails.</summary>
    public async Task RunAsync(ScheduledCheck check)
    {
        var at = _time.GetUtcNow();
        var began = _time.GetTimestamp();
        var generation = check.Owner.GenerationOf(check);
        var result = await ProbeTracedAsync(check).ConfigureAwait(false);
        var duration = _time.GetElapsedTime(began);
        if (result is { } found)
        {
            _instruments.Record(check.Definition.Kind, found.Outcome, duration);
            await check.Owner.TakeAsync(check, generation, found).ConfigureAwait(false);
        }

        Complete(check, result, at, duration);
    }

    private async Task<ProbeResult?> ProbeTracedAsync(ScheduledCheck check)
    {
        using var activity = HealthCheckInstruments.StartRun(check.Owner.Service, check.Owner.Id, check.Definition);
        var result = await ProbeAsync(check).ConfigureAwait(false);
        if (result is { } found)
        {
            HealthCheckInstruments.Note(activity, found);
        }

        return result;
    }

    // Null when the check was ended meanwhile: then nobody wants to know.
    private async Task<ProbeResult?> ProbeAsync(ScheduledCheck check)
    {
        using var limit = new CancellationTokenSource(check.Definition.Timeout, _time);
        if (!TryBegin(check, limit))
        {
            return null;
        }

        ProbeResult result;
        try
        {
            result = await check.Probe.RunAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            result = new ProbeResult(CheckOutcome.TimedOut, FormattableString.Invariant($"no answer within {check.Definition.Timeout.TotalSeconds} s"));
        }
        catch (Exception exception)
        {
            // A bug: it must neither end the checks of this instance nor look like health.
            LogBroke(_logger, exception, check.Definition.Name, check.Owner.Id);
            result = ProbeResult.Fail($"the check itself broke: {exception.Message}");
        }

        lock (_gate)
        {
            check.Run = null;
            return check.State == CheckState.Running ? result : null;
        }
    }

    private bool TryBegin(ScheduledCheck check, CancellationTokenSource limit)
    {
        lock (_gate)
        {
            if (check.State != CheckState.Running)
            {
                return false;
            }

            check.Run = limit;
            return true;
        }
    }

    private void Complete(ScheduledCheck check, ProbeResult? result, DateTimeOffset at, TimeSpan duration)
    {
        TaskCompletionSource<HealthCheckResult>? awaited = null;
        lock (_gate)
        {
            _running.Remove(check);
            if (check.State == CheckState.Running)
            {
                (awaited, check.Awaited) = (check.Awaited, null);

                // At its own pace: only what took longer than an interval is put off.
                var (now, interval) = (Now, check.Definition.Interval.Ticks);
                Schedule_NeedsLock(check, Math.Max(check.Due + interval, now));
            }

            if (_isStopped)
            {
                if (_running.Count == 0)
                {
                    _idle.TrySetResult();
                }
            }
            else
            {
                StartReady_NeedsLock();
            }
        }

        if (result is { } found)
        {
            awaited?.TrySetResult(new HealthCheckResult(check.Definition.Name, found.IsPassed, found.Output, at, duration));
        }
    }

    [LoggerMessage(410, LogLevel.Error, "Check '{Check}' of instance '{Id}' broke; it counts as failed.")]
    private static partial void LogBroke(ILogger logger, Exception exception, string check, InstanceId id);
}
