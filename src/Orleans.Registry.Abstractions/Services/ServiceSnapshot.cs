namespace Orleans.Registry;

/// <summary>
/// A service as it was at one revision: immutable, whole, safe to share between threads. Instances stand in no promised
/// order, but in the same order for the same snapshot.
/// </summary>
public sealed class ServiceSnapshot
{
    private object? _view;

    /// <summary>The service.</summary>
    public required ServiceName Service { get; init; }

    /// <summary>The lineage of <see cref="Revision"/>; <see cref="Epoch.None"/> for a service that never had a change.</summary>
    public required Epoch Epoch { get; init; }

    /// <summary>The last change in it.</summary>
    public required Revision Revision { get; init; }

    /// <summary>When that change was decided (UTC); <c>default</c> before any change.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>All its instances, whatever their status.</summary>
    public required IReadOnlyList<ServiceInstance> Instances { get; init; }

    /// <summary>The policy in force.</summary>
    public required VersionedPolicy Policy { get; init; }

    /// <summary>Version of the configuration in force; 0 for none.</summary>
    public long ConfigurationVersion { get; init; }

    /// <summary>Whether and why removals are held back; <c>null</c> when they are not.</summary>
    public ProtectionStatus? Protection { get; init; }

    /// <summary>Epoch and revision together.</summary>
    public ServicePosition Position => new(Epoch, Revision);

    /// <summary>
    /// A derived form of this snapshot (its serialised bytes, say), made once and kept as long as the snapshot. Meant for one
    /// kind of view per process; a second kind works but is made anew each time the kinds alternate. <paramref name="create"/>
    /// may run more than once when threads race.
    /// </summary>
    public TView GetOrAddView<TView>(Func<ServiceSnapshot, TView> create)
        where TView : class
    {
        ArgumentNullException.ThrowIfNull(create);
        if (Volatile.Read(ref _view) is TView view)
        {
            return view;
        }

        view = create(this);
        Volatile.Write(ref _view, view);
        return view;
    }

    /// <summary>Finds an instance by id in O(n); <c>null</c> when it is not here.</summary>
    public ServiceInstance? Find(InstanceId id)
    {
        foreach (var instance in Instances)
        {
            if (instance.Id == id)
            {
                return instance;
            }
        }

        return null;
    }
}
