using System.Reflection;

namespace Orleans.Registry.Client;

/// <content>The loop that keeps the connection.</content>
internal sealed partial class WatchMultiplexer
{
    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var (plan, replan) = MakePlan();
            if (plan.Targets.Count == 0)
            {
                await _wake.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                await Task.Delay(_options.WatchGatherTime, _timeProvider, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var framesBefore = Frames;
            var end = await _connection.RunAsync(plan, replan, cancellationToken).ConfigureAwait(false);
            if (end == ConnectionEnd.PlanChanged)
            {
                continue;
            }

            // A connection that said something was a good one: begin with short pauses again. One with a gap was not.
            var wasGood = Frames != framesBefore && end != ConnectionEnd.Faulty;
            failures = wasGood ? 1 : failures + 1;
            var pause = PauseAfter(failures);
            await Task.Delay(pause, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // Services nobody reads any more are dropped when the connection is made anew, not before: a reader that comes back soon
    // finds them as they were.
    private (WatchPlan Plan, CancellationToken Replan) MakePlan()
    {
        lock (_lock)
        {
            foreach (var service in _services.Values.Where(static s => !s.HasReaders).ToList())
            {
                _services.Remove(service.Name);
            }

            _replan?.Dispose();
            _replan = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _timeProvider);
            _isReplanning = false;
            List<WatchTarget> targets = [.. _services.Values.Select(static s => new WatchTarget(s.Name, s.ResumeFrom))];
            _carried = new CarriedPlan([.. _services.Keys], _services.Values.Any(static s => s.HasConfirmingReaders), Heartbeat_NeedsLock());
            return (new WatchPlan(targets, _carried.Confirms, _carried.Heartbeat), _replan.Token);
        }
    }

    // Only what the connection does not carry yet is worth a new one, or that nobody reads it any more. The old one goes on
    // until those who come along have gathered.
    private void PlanAnew()
    {
        lock (_lock)
        {
            var isNew = _subscribers.Count == 0
                || _services.Keys.Any(name => !_carried.Services.Contains(name))
                || (!_carried.Confirms && _services.Values.Any(static s => s.HasConfirmingReaders))
                || Heartbeat_NeedsLock() < _carried.Heartbeat;
            if (isNew && !_isReplanning && !_isDisposed)
            {
                _isReplanning = true;
                _replan?.CancelAfter(_options.WatchGatherTime);
            }
        }

        _wake.Set();
    }

    // No reader is told that nothing changed unless the registry said so, hence the shortest of all intervals.
    private TimeSpan Heartbeat_NeedsLock()
    {
        var shortest = _options.WatchHeartbeat;
        foreach (var subscriber in _subscribers.Values)
        {
            shortest = subscriber.Request.HeartbeatInterval < shortest ? subscriber.Request.HeartbeatInterval : shortest;
        }

        return shortest;
    }

    private bool IsCarried(ServiceName service)
    {
        lock (_lock)
        {
            return _carried.Services.Contains(service);
        }
    }

    private static string DefaultName()
    {
        var program = Assembly.GetEntryAssembly()?.GetName().Name ?? "program";
        var name = $"{program}@{Environment.MachineName}/{Environment.ProcessId}";
        return name.Length <= 128 ? name : name[..128];
    }

    private sealed record CarriedPlan(HashSet<ServiceName> Services, bool Confirms, TimeSpan Heartbeat)
    {
        public static CarriedPlan Nothing { get; } = new([], Confirms: false, TimeSpan.MaxValue);
    }
}
