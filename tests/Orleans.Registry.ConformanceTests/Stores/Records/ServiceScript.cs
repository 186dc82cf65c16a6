namespace Orleans.Registry.ConformanceTests.Stores.Records;

/// <summary>
/// What one service must look like in a store: the oracle of the suite. Appends are drafted on top of it and committed to it
/// once the store has acknowledged them. One thread at a time.
/// </summary>
public sealed class ServiceScript
{
    private readonly Dictionary<InstanceId, ServiceInstance> _instances = [];
    private readonly Dictionary<InstanceId, OperatorOverride> _overrides = [];
    private readonly List<VersionedPolicy> _policies = [];
    private readonly List<VersionedConfiguration> _configurations = [];
    private readonly List<ServiceChange> _log = [];

    /// <summary>A service without any change.</summary>
    public ServiceScript(ServiceName service, Epoch epoch)
    {
        Service = service;
        Epoch = epoch;
    }

    /// <summary>A service as a store loaded it.</summary>
    public ServiceScript(ServiceImage image)
        : this(image.Service, image.Epoch)
    {
        Revision = image.Revision;
        _instances = image.Instances.ToDictionary(i => i.Id);
        _overrides = new Dictionary<InstanceId, OperatorOverride>(image.Overrides);
        _policies.AddRange(image.Policies);
        _configurations.AddRange(image.Configurations);
        _log.AddRange(image.Log);
    }

    /// <summary>The service.</summary>
    public ServiceName Service { get; }

    /// <summary>Its lineage.</summary>
    public Epoch Epoch { get; }

    /// <summary>The last committed change.</summary>
    public Revision Revision { get; private set; }

    /// <summary>All committed changes that it was not loaded without, oldest first.</summary>
    public IReadOnlyList<ServiceChange> Changes => _log;

    /// <summary>Begins an append on top of what is committed.</summary>
    public AppendDraft Draft(FencingToken token = default) => new(this, token);

    /// <summary>A copy that goes its own way: another writer with the same knowledge.</summary>
    public ServiceScript Fork() => new(Image(int.MaxValue));

    /// <summary>Takes over what a store has acknowledged.</summary>
    public void Commit(ServiceAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        Assert.Equal((Epoch, Revision), (append.Epoch, append.ExpectedRevision));
        foreach (var change in append.Changes)
        {
            Apply(change);
        }
    }

    /// <summary>What a store must load, its log cut to a number of changes.</summary>
    public ServiceImage Image(int logCapacity) => new()
    {
        Service = Service,
        Epoch = Epoch,
        Revision = Revision,
        Instances = [.. _instances.Values],
        Overrides = new Dictionary<InstanceId, OperatorOverride>(_overrides),
        Policies = [.. _policies],
        Configurations = [.. _configurations],
        Log = [.. _log.TakeLast(logCapacity)],
    };

    internal ServiceInstance? Instance(InstanceId id) => _instances.GetValueOrDefault(id);

    internal OperatorOverride? Override(InstanceId id) => _overrides.GetValueOrDefault(id);

    internal long PolicyVersion => _policies.Count == 0 ? 0 : _policies[^1].Version;

    internal long ConfigurationVersion => _configurations.Count == 0 ? 0 : _configurations[^1].Version;

    private void Apply(ServiceChange change)
    {
        if (!change.InstanceId.IsEmpty)
        {
            Put(_instances, change.InstanceId, change.After);
            Put(_overrides, change.InstanceId, change.Override);
        }

        if (change.Policy is not null)
        {
            _policies.Add(change.Policy);
        }

        if (change.Configuration is not null)
        {
            _configurations.Add(change.Configuration);
        }

        _log.Add(change);
        Revision = change.Revision;
    }

    private static void Put<T>(Dictionary<InstanceId, T> map, InstanceId id, T? value)
        where T : class
    {
        if (value is null)
        {
            map.Remove(id);
        }
        else
        {
            map[id] = value;
        }
    }
}
