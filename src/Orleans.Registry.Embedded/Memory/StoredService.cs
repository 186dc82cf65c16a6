using System.Collections.ObjectModel;

namespace Orleans.Registry.Embedded;

/// <summary>
/// What a store keeps of one service, built by putting changes on top of an image, without any rule: what was stored was
/// decided before. Not thread-safe.
/// </summary>
internal sealed class StoredService
{
    /// <summary>Versions of a policy or configuration that are kept; the rules keep as many.</summary>
    public const int KeptVersions = 32;

    private readonly int _logCapacity;

    // Either an image that is still to be read, or what it was unfolded into by the first change after it. Most services of
    // a recovered store have none: those are read when they are handed on.
    private Func<RecordCache?, ServiceImage>? _read;
    private Dictionary<InstanceId, ServiceInstance>? _instances;
    private Dictionary<InstanceId, OperatorOverride>? _overrides;
    private List<VersionedPolicy>? _policies;
    private List<VersionedConfiguration>? _configurations;
    private List<ServiceChange>? _log;

    public StoredService(ServiceName service, Epoch epoch, int logCapacity)
    {
        Service = service;
        Epoch = epoch;
        _logCapacity = logCapacity;
    }

    /// <summary>A service of which there is an image at a position.</summary>
    public StoredService(ServiceName service, ServicePosition position, Func<RecordCache?, ServiceImage> read, int logCapacity)
        : this(service, position.Epoch, logCapacity)
    {
        _read = read;
        Revision = position.Revision;
    }

    public ServiceName Service { get; }

    public Epoch Epoch { get; }

    public Revision Revision { get; private set; }

    public ServiceInstance? Find(InstanceId id)
    {
        Unfold();
        return _instances?.GetValueOrDefault(id);
    }

    /// <summary>Puts the next change on top. The caller has checked that it is the next.</summary>
    public void Apply(ServiceChange change)
    {
        Unfold();
        if (!change.InstanceId.IsEmpty)
        {
            Put(ref _instances, change.InstanceId, change.After);
            Put(ref _overrides, change.InstanceId, change.Override);
        }

        if (change.Policy is { } policy)
        {
            Keep(ref _policies, policy);
        }

        if (change.Configuration is { } configuration)
        {
            Keep(ref _configurations, configuration);
        }

        Remember(change);
        Revision = change.Revision;
    }

    /// <summary>The service as it is now. Later changes do not show in it.</summary>
    /// <param name="cache">Shares texts with what else the caller reads, if there is still something to read.</param>
    public ServiceImage ToImage(RecordCache? cache = null) => _read?.Invoke(cache) ?? new ServiceImage
    {
        Service = Service,
        Epoch = Epoch,
        Revision = Revision,
        Instances = _instances is null ? [] : [.. _instances.Values],
        Overrides = _overrides is null
            ? ReadOnlyDictionary<InstanceId, OperatorOverride>.Empty
            : new Dictionary<InstanceId, OperatorOverride>(_overrides),
        Policies = _policies is null ? [] : [.. _policies],
        Configurations = _configurations is null ? [] : [.. _configurations],
        Log = _log is null ? [] : [.. _log[Math.Max(0, _log.Count - _logCapacity)..]],
    };

    private static void Put<T>(ref Dictionary<InstanceId, T>? records, InstanceId id, T? record)
        where T : class
    {
        if (record is null)
        {
            records?.Remove(id);
        }
        else
        {
            (records ??= [])[id] = record;
        }
    }

    private static void Keep<T>(ref List<T>? versions, T version)
    {
        versions ??= [];
        if (versions.Count == KeptVersions)
        {
            versions.RemoveAt(0);
        }

        versions.Add(version);
    }

    // Trimmed in big steps: taking the first of a list out moves all others.
    private void Remember(ServiceChange change)
    {
        _log ??= [];
        _log.Add(change);
        if (_log.Count >= 2 * Math.Max(_logCapacity, 1))
        {
            _log.RemoveRange(0, _log.Count - _logCapacity);
        }
    }

    private void Unfold()
    {
        if (_read is not { } read)
        {
            return;
        }

        var image = read(null);
        _read = null;
        _instances = new Dictionary<InstanceId, ServiceInstance>(image.Instances.Count + 1);
        foreach (var instance in image.Instances)
        {
            _instances[instance.Id] = instance;
        }

        _overrides = image.Overrides.Count == 0 ? null : new Dictionary<InstanceId, OperatorOverride>(image.Overrides);
        _policies = image.Policies.Count == 0 ? null : [.. image.Policies];
        _configurations = image.Configurations.Count == 0 ? null : [.. image.Configurations];
        _log = [.. image.Log];
    }
}
