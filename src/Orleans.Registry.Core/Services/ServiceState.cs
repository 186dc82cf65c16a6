using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Core;

/// <summary>
/// All rules and all records of one service: a deterministic, mutable machine with one owner. <see cref="Decide"/> checks a
/// command and returns changes without changing anything; the owner stores them; <see cref="Apply"/> puts them into effect
/// and cannot fail. Replay after a restart is <see cref="Apply"/> alone.
/// </summary>
/// <remarks>
/// Not thread-safe: one caller at a time. What it hands out is: snapshots, log views and records are immutable, and the
/// lease of an <see cref="InstanceEntry"/> may be renewed from any thread.
/// </remarks>
public sealed partial class ServiceState
{
    /// <summary>Versions of a policy or configuration that are kept, the one in force included.</summary>
    public const int KeptVersions = 32;

    /// <summary>Operator overrides a service keeps at most.</summary>
    public const int MaxOverrides = 10_000;

    /// <summary>Changes the log keeps, unless said otherwise.</summary>
    public const int DefaultLogCapacity = 4096;

    private readonly EntryTable _entries = new();
    private readonly InstanceTable _table = new();
    private readonly ChangeLog _log;
    private readonly int[] _byStatus = new int[(int)InstanceStatus.OutOfService + 1];
    private readonly ExpiryWindow _expiries = new();

    // Replaced whole, so that what was handed out stays as it was.
    private VersionedPolicy[] _policies = [];
    private VersionedConfiguration[] _configurations = [];

    // These are empty for most services, and there may be a hundred thousand services.
    private Dictionary<InstanceId, OperatorOverride>? _overrides;
    private Dictionary<OperationId, ServiceChange>? _operations;
    private HashSet<InstanceId>? _held;

    /// <summary>Creates a service that never had a change.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="epoch">The lineage its first change will begin; drawn by the host.</param>
    /// <param name="logCapacity">Changes the log keeps; 1 or more.</param>
    public ServiceState(ServiceName name, Epoch epoch, int logCapacity = DefaultLogCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logCapacity, 1);
        Name = name;
        Epoch = epoch;
        _log = new ChangeLog(logCapacity);
    }

    /// <summary>The service.</summary>
    public ServiceName Name { get; }

    /// <summary>The lineage of its revisions.</summary>
    public Epoch Epoch { get; }

    /// <summary>The last change applied.</summary>
    public Revision Revision { get; private set; }

    /// <summary>When that change was decided.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>How many instances, whatever their status.</summary>
    public int Count => _table.Count;

    /// <summary>The policy in force.</summary>
    public VersionedPolicy Policy => _policies.Length == 0 ? VersionedPolicy.BuiltIn : _policies[^1];

    /// <summary>Kept versions of the policy, oldest first.</summary>
    public IReadOnlyList<VersionedPolicy> Policies => _policies;

    /// <summary>Kept versions of the configuration, oldest first.</summary>
    public IReadOnlyList<VersionedConfiguration> Configurations => _configurations;

    /// <summary>The end of the change log, as of now.</summary>
    public ChangeLogView Log => _log.View;

    /// <summary>How many instances are in a status.</summary>
    public int CountOf(InstanceStatus status) => _byStatus[(int)status];

    /// <summary>How many instances are in each status, by the number of the status.</summary>
    public IReadOnlyList<int> CountByStatus() => (int[])_byStatus.Clone();

    /// <summary>Finds an instance.</summary>
    public bool TryGet(InstanceId id, [NotNullWhen(true)] out InstanceEntry? entry) => _entries.TryGetValue(id, out entry);

    /// <summary>All instances, in no promised order.</summary>
    public IReadOnlyCollection<InstanceEntry> Entries => _entries;

    /// <summary>
    /// Renews a lease: moves a deadline, makes no change, stores and allocates nothing. <paramref name="now"/> is the host's
    /// <see cref="LeaseClock"/> in ms.
    /// </summary>
    public RenewalOutcome Renew(InstanceId id, long now, ulong incarnation = 0)
        => _entries.TryGetValue(id, out var entry) ? entry.Renew(now, incarnation) : RenewalOutcome.Unknown;

    /// <summary>The service as it is now, immutable.</summary>
    public ServiceSnapshot ToSnapshot() => new()
    {
        Service = Name,
        Epoch = Revision == Revision.None ? Epoch.None : Epoch,
        Revision = Revision,
        ChangedAt = ChangedAt,
        Instances = _table.ToList(),
        Policy = Policy,
        ConfigurationVersion = _configurations.Length == 0 ? 0 : _configurations[^1].Version,
        Protection = GetProtection(),
    };

    /// <summary>All that a store keeps of the service, as of now.</summary>
    public ServiceImage ToImage()
    {
        var log = _log.View;
        var changes = new ServiceChange[log.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = log[i];
        }

        return new ServiceImage
        {
            Service = Name,
            Epoch = Epoch,
            Revision = Revision,
            Instances = _table.ToList(),
            Overrides = _overrides is null ? new Dictionary<InstanceId, OperatorOverride>() : new(_overrides),
            Policies = _policies,
            Configurations = _configurations,
            Log = changes,
        };
    }

    /// <summary>Builds the state that a store kept.</summary>
    public static ServiceState FromImage(ServiceImage image, int logCapacity = DefaultLogCapacity)
    {
        ArgumentNullException.ThrowIfNull(image);
        var state = new ServiceState(image.Service, image.Epoch, logCapacity);
        state._entries.EnsureCapacity(image.Instances.Count);
        foreach (var instance in image.Instances)
        {
            state.Put(instance.Id, instance);
        }

        if (image.Overrides.Count > 0)
        {
            state._overrides = new(image.Overrides);
        }

        state._policies = [.. image.Policies];
        state._configurations = [.. image.Configurations];
        foreach (var change in image.Log)
        {
            state.Remember(change);
        }

        state.Revision = image.Revision;
        return state;
    }

    private ProtectionStatus? GetProtection()
        => _held is { Count: > 0 } ? HeldInstances.Describe(_held.Select(id => _entries[id].Instance), Count, Policy.Policy.Protection) : null;
}
