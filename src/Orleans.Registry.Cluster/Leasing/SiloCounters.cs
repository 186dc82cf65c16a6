namespace Orleans.Registry.Cluster;

/// <summary>What one silo has counted since it started. Safe to use from any thread.</summary>
internal sealed class SiloCounters(TimeProvider time)
{
    private readonly long[] _changes = new long[(int)ChangeKind.ConfigChanged + 1];
    private long _registrations;
    private long _renewals;
    private long _discoveries;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public long Registrations => Interlocked.Read(ref _registrations);

    public long Renewals => Interlocked.Read(ref _renewals);

    public long Discoveries => Interlocked.Read(ref _discoveries);

    public long Changes(ChangeKind kind) => Interlocked.Read(ref _changes[(int)kind]);

    public void CountRegistration() => Interlocked.Increment(ref _registrations);

    public void CountRenewals(long count) => Interlocked.Add(ref _renewals, count);

    public void CountDiscovery() => Interlocked.Increment(ref _discoveries);

    public void Count(IReadOnlyList<ServiceChange> changes)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            Interlocked.Increment(ref _changes[(int)changes[i].Kind]);
        }
    }

    public SiloFigures Read() => new()
    {
        Registrations = Registrations,
        Renewals = Renewals,
        Discoveries = Discoveries,
        Changes = _changes.Sum(),
        Expirations = Changes(ChangeKind.Expired),
        StartedAt = StartedAt,
    };
}
