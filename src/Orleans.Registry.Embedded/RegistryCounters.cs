namespace Orleans.Registry.Embedded;

/// <summary>What a registry has done since it was created. Safe to use from any thread.</summary>
public sealed class RegistryCounters
{
    private readonly long[] _changes = new long[(int)ChangeKind.ConfigChanged + 1];
    private long _renewals;
    private long _discoveries;
    private long _registrations;

    /// <summary>Registrations acknowledged, those included that changed nothing.</summary>
    public long Registrations => Volatile.Read(ref _registrations);

    /// <summary>Renewals answered <see cref="RenewalOutcome.Renewed"/>.</summary>
    public long Renewals => Volatile.Read(ref _renewals);

    /// <summary>Reads answered.</summary>
    public long Discoveries => Volatile.Read(ref _discoveries);

    /// <summary>Changes stored, of one kind.</summary>
    public long Changes(ChangeKind kind) => Volatile.Read(ref _changes[(int)kind]);

    /// <summary>Changes stored, of any kind.</summary>
    public long AllChanges => _changes.Sum();

    internal void CountRegistration() => Interlocked.Increment(ref _registrations);

    internal void CountRenewals(int count) => Interlocked.Add(ref _renewals, count);

    internal void CountDiscovery() => Interlocked.Increment(ref _discoveries);

    internal void Count(IReadOnlyList<ServiceChange> changes)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            Interlocked.Increment(ref _changes[(int)changes[i].Kind]);
        }
    }
}
