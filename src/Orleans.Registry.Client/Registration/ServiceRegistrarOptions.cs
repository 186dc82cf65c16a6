namespace Orleans.Registry.Client;

/// <summary>How this process keeps its registrations alive and takes them out. Validated when the host starts.</summary>
public sealed class ServiceRegistrarOptions
{
    /// <summary>
    /// Renewals sent within one TTL, so that single losses do not end a lease. Default 3; 2 to 20. The pause between two
    /// is up to a sixth shorter, at random. The shortest TTL sets the pace for all registrations.
    /// </summary>
    public int RenewalsPerTtl { get; set; } = 3;

    /// <summary>How long one call may take. Default 5 s; 10 ms to 1 min. A renewal gets no longer than one pause, but 250 ms.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>First pause after a failure; doubles to <see cref="MaxRetryDelay"/>. Default 200 ms; 10 ms to 1 min.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause while the registry cannot be reached. Default 10 s; 10 ms to 10 min.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after a refusal, which only a change of policy can undo. Default 1 min; 10 ms to 1 h.</summary>
    public TimeSpan RefusedRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a stop waits until every watcher has confirmed that it sends no more calls. Default 10 s; 0 (do not wait) to
    /// 5 min. Keep it below the host's shutdown timeout.
    /// </summary>
    public TimeSpan DrainWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How much longer the program serves after the drain, for calls that were on their way when the watchers confirmed, and
    /// for readers that poll. Default 500 ms; 0 to 5 min.
    /// </summary>
    public TimeSpan DrainLinger { get; set; } = TimeSpan.FromMilliseconds(500);
}
