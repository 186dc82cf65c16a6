namespace Orleans.Registry.Cluster;

/// <summary>What one silo has counted since it started. Safe to use from any thread.</summary>
internal sealed class SiloCounters(TimeProvider time)
{
    private long _registrations;
    private long _renewals;
    private long _discoveries;
    private long _changes;
    private long _expirations;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public void CountRegistration() => Interlocked.Increment(ref _registrations);

    public void CountRenewals(long count) => Interlocked.Add(ref _renewals, count);

    public void CountDiscovery() => Interlocked.Increment(ref _discoveries);

    public void Count(IReadOnlyList<ServiceChange> changes)
    {
        Interlocked.Add(ref _changes, changes.Count);
        Interlocked.Add(ref _expirations, changes.Count(static c => c.Kind == ChangeKind.Expired));
    }

    public SiloFigures Read() => new()
    {
        Registrations = Interlocked.Read(ref _registrations),
        Renewals = Interlocked.Read(ref _renewals),
        Discoveries = Interlocked.Read(ref _discoveries),
        Changes = Interlocked.Read(ref _changes),
        Expirations = Interlocked.Read(ref _expirations),
        StartedAt = StartedAt,
    };
}
