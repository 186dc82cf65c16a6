using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// When checks run: one queue ordered by the time each is due, one timer for the first of them, and a bounded number at a
/// time. What is late keeps its turn. A check that runs is in no queue, so it never runs twice at once.
/// </summary>
internal sealed partial class CheckScheduler : IAsyncDisposable
{
    private const int MinStale = 256;
    private static readonly long Quantum = TimeSpan.FromMilliseconds(10).Ticks;
    private static readonly long Late = TimeSpan.FromSeconds(1).Ticks;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<(ScheduledCheck Check, int Version), long> _queue = new();
    private readonly Queue<ScheduledCheck> _ready = new();
    private readonly HashSet<ScheduledCheck> _running = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _maxConcurrency;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly HealthCheckInstruments _instruments;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private int _scheduled;
    private int _stale;
    private bool _isStopped;

    public CheckScheduler(int maxConcurrency, TimeProvider time, Meter meter, ILogger logger)
    {
        _maxConcurrency = maxConcurrency;
        _time = time;
        _origin = time.GetTimestamp();
        _logger = logger;
        _instruments = new HealthCheckInstruments(meter, () => Scheduled, () => Running);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static s => ((CheckScheduler)s!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Checks that are run again and again.</summary>
    public int Scheduled => Volatile.Read(ref _scheduled);

    /// <summary>Checks under way.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>Entries of the queue, those that no longer count included.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Ends what is reported while the scheduler stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins to run a check, for the first time after <paramref name="delay"/>.</summary>
    public void Add(ScheduledCheck check, TimeSpan delay)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                check.State = CheckState.Ended;
                return;
            }

            _scheduled++;
            Schedule_NeedsLock(check, Now + delay.Ticks);
        }
    }

    /// <summary>Brings the next run of a check forward, if it is not nearer already.</summary>
    public void Expedite(ScheduledCheck check, TimeSpan delay)
    {
        lock (_gate)
        {
            var due = Now + delay.Ticks;
            if (check.State == CheckState.Waiting && due < check.Due)
            {
                Invalidate_NeedsLock(check);
                Schedule_NeedsLock(check, due);
            }
        }
    }

    /// <summary>Ends a check for good, also a run that is under way.</summary>
    public void Remove(ScheduledCheck check)
    {
        CancellationTokenSource? run;
        TaskCompletionSource<HealthCheckResult>? awaited;
        lock (_gate)
        {
            if (check.State == CheckState.Ended)
            {
                return;
            }

            if (check.State == CheckState.Waiting)
            {
                Invalidate_NeedsLock(check);
            }

            (run, awaited) = (check.Run, check.Awaited);
            check.State = CheckState.Ended;
            check.Awaited = null;
            _scheduled--;
        }

        Cancel(run);
        awaited?.TrySetCanceled();
    }

    /// <summary>Runs a check now, or joins the run that is under way or about to begin; ends as cancelled when the check ends.</summary>
    public Task<HealthCheckResult> RunNowAsync(ScheduledCheck check)
    {
        lock (_gate)
        {
            if (check.State == CheckState.Ended)
            {
                return Task.FromCanceled<HealthCheckResult>(new CancellationToken(canceled: true));
            }

            check.Awaited ??= new TaskCompletionSource<HealthCheckResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (check.State == CheckState.Waiting)
            {
                Invalidate_NeedsLock(check);
                check.Due = Now;
                check.State = CheckState.Ready;
                _ready.Enqueue(check);
                StartReady_NeedsLock();
            }

            return check.Awaited.Task;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<ScheduledCheck> left;
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            _isStopped = true;
            left = [.. _running, .. _ready, .. _queue.UnorderedItems.Where(static i => i.Element.Version == i.Element.Check.Version).Select(static i => i.Element.Check)];
            _ready.Clear();
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        foreach (var check in left)
        {
            Remove(check);
        }

        lock (_gate)
        {
            _queue.Clear();
            if (_running.Count == 0)
            {
                _idle.TrySetResult();
            }
        }

        await _idle.Task.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private long Now => _time.GetElapsedTime(_origin).Ticks;

    private void Tick()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            var now = Now;
            while (_queue.TryPeek(out var entry, out var due) && (due <= now || entry.Version != entry.Check.Version))
            {
                _queue.Dequeue();
                if (entry.Version != entry.Check.Version)
                {
                    _stale--;
                    continue;
                }

                entry.Check.Version++;
                entry.Check.State = CheckState.Ready;
                _ready.Enqueue(entry.Check);
            }

            StartReady_NeedsLock();
            Arm_NeedsLock();
        }
    }

    private void Schedule_NeedsLock(ScheduledCheck check, long due)
    {
        check.State = CheckState.Waiting;
        check.Due = due;
        _queue.Enqueue((check, check.Version), due);
        if (due < _armedFor)
        {
            Arm_NeedsLock();
        }
    }

    // Taking one out of the middle of the queue would cost a look at all of it; so it stays until it is due, or many have.
    private void Invalidate_NeedsLock(ScheduledCheck check)
    {
        check.Version++;
        _stale++;
        if (_stale < MinStale || _stale < _queue.Count / 2)
        {
            return;
        }

        var live = _queue.UnorderedItems.Where(static i => i.Element.Version == i.Element.Check.Version).ToList();
        _queue.Clear();
        _queue.EnqueueRange(live);
        _stale = 0;
    }

    private void Arm_NeedsLock()
    {
        if (_isStopped || !_queue.TryPeek(out _, out var due))
        {
            return;
        }

        // Those that are due at nearly the same time share a tick of the timer.
        var delay = Math.Max(due - Now, Quantum);
        _armedFor = due;
        _timer.Change(new TimeSpan(delay), Timeout.InfiniteTimeSpan);
    }

    private void StartReady_NeedsLock()
    {
        while (_running.Count < _maxConcurrency && _ready.TryDequeue(out var check))
        {
            if (check.State != CheckState.Ready)
            {
                continue;
            }

            if (Now - check.Due > Late)
            {
                _instruments.CountLate();
            }

            check.State = CheckState.Running;
            _running.Add(check);
            ThreadPool.UnsafeQueueUserWorkItem(check, preferLocal: false);
        }
    }

    private static void Cancel(CancellationTokenSource? run)
    {
        try
        {
            run?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended by itself meanwhile.
        }
    }
}
