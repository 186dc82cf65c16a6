using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orleans.Registry.TestKit.Telemetry;

/// <summary>
/// The spans that were made below one that this begins, and of no other trace: tests run beside each other in one process.
/// </summary>
public sealed class RecordedActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly bool _ofAllTraces;

    /// <summary>Begins to listen, and begins the span that what follows belongs to.</summary>
    /// <param name="ofAllTraces">Whether to keep the spans of all traces: for those that begin in the background.</param>
    /// <param name="sources">Names of the sources.</param>
    public RecordedActivities(bool ofAllTraces, params string[] sources)
    {
        _ofAllTraces = ofAllTraces;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        Root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
    }

    /// <summary>The test's own span.</summary>
    public Activity Root { get; }

    /// <summary>All that ended so far.</summary>
    public IReadOnlyList<Activity> Ended => [.. _ended.Where(a => _ofAllTraces || a.TraceId == Root.TraceId || a.Links.Any(l => l.Context.TraceId == Root.TraceId))];

    /// <summary>Those of a name that ended so far.</summary>
    public IReadOnlyList<Activity> Named(string name) => [.. Ended.Where(a => a.OperationName == name)];

    /// <summary>Waits for the first of a name.</summary>
    public async Task<Activity> FirstAsync(string name)
    {
        await Eventually.TrueAsync(() => Named(name).Count > 0, what: $"a span {name}");
        return Named(name)[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _listener.Dispose();
    }
}
