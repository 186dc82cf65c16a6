namespace Orleans.Registry.Routing;

/// <summary>
/// One instance as a caller knows it: its latest record, the calls in flight to it, how fast it answers and whether it may be
/// called. One object lives as long as the process behind the instance id, over all snapshots (see <see cref="EndpointTable"/>).
/// All members are safe to use from many threads at once and allocate nothing.
/// </summary>
public sealed class Endpoint
{
    /// <summary>A call that failed counts at least as slow as this, so that failing fast does not look attractive.</summary>
    private const double FailureMicroseconds = 1_000_000;

    private volatile ServiceInstance _instance;
    private volatile bool _isUnavailable;
    private volatile object? _attachment;
    private int _inFlight;
    private PeakEwma _latency;

    /// <summary>Makes an endpoint that has not been called yet.</summary>
    public Endpoint(ServiceInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        _instance = instance;
    }

    /// <summary>The instance's id.</summary>
    public InstanceId Id => _instance.Id;

    /// <summary>The instance's latest record.</summary>
    public ServiceInstance Instance
    {
        get => _instance;
        internal set => _instance = value;
    }

    /// <summary>
    /// Whether the caller lets calls through; default true. Set to false by the caller's circuit breaker or outlier detection.
    /// Pickers pass over endpoints that are not available.
    /// </summary>
    public bool IsAvailable
    {
        get => !_isUnavailable;
        set => _isUnavailable = !value;
    }

    /// <summary>What the caller keeps with the endpoint, e.g. its circuit breaker. Not read by pickers.</summary>
    public object? Attachment
    {
        get => _attachment;
        set => _attachment = value;
    }

    /// <summary>Calls started and not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>
    /// The moving average of its latency, which follows peaks at once and good news over about 10 s; <c>null</c> before the
    /// first call ended.
    /// </summary>
    public TimeSpan? Latency => _latency.Microseconds is > 0 and var microseconds ? TimeSpan.FromMicroseconds(microseconds) : null;

    /// <summary>The average in microseconds; 0 before the first call ended.</summary>
    internal float LatencyMicroseconds => _latency.Microseconds;

    /// <summary>Says that a call to it starts. Every start must be followed by one end.</summary>
    public void CallStarted() => Interlocked.Increment(ref _inFlight);

    /// <summary>Says that a call ended with an answer or a failure.</summary>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="now">The time on a monotonic clock, always the same one; its origin does not matter.</param>
    /// <param name="succeeded">Whether it was answered well. A failure counts as at least one second of latency.</param>
    /// <exception cref="InvalidOperationException">More calls ended than started.</exception>
    public void CallEnded(TimeSpan elapsed, TimeSpan now, bool succeeded = true)
    {
        CallAbandoned();
        var microseconds = elapsed.TotalMicroseconds;
        _latency.Add(succeeded ? microseconds : Math.Max(microseconds, FailureMicroseconds), now);
    }

    /// <summary>Says that a call ended in a way that tells nothing about the endpoint, e.g. its caller gave up.</summary>
    /// <exception cref="InvalidOperationException">More calls ended than started.</exception>
    public void CallAbandoned()
    {
        if (Interlocked.Decrement(ref _inFlight) < 0)
        {
            Interlocked.Increment(ref _inFlight);
            throw new InvalidOperationException($"More calls to {Id} ended than started.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _instance.ToString();
}
