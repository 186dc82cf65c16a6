namespace Orleans.Registry.Cluster;

/// <summary>Puts slices and changes together, without any rule: what is stored was decided before. Not thread-safe.</summary>
internal sealed class SliceBuilder(ServiceName service)
{
    /// <summary>Versions of a policy or configuration that are kept; the rules keep as many.</summary>
    private const int KeptVersions = Core.ServiceState.KeptVersions;

    private readonly Dictionary<InstanceId, ServiceInstance> _instances = [];
    private readonly Dictionary<InstanceId, OperatorOverride> _overrides = [];
    private readonly List<VersionedPolicy> _policies = [];
    private readonly List<VersionedConfiguration> _configurations = [];

    /// <summary>Adds the records of a slice.</summary>
    public void Add(ServiceImage slice)
    {
        foreach (var instance in slice.Instances)
        {
            _instances[instance.Id] = instance;
        }

        foreach (var (id, value) in slice.Overrides)
        {
            _overrides[id] = value;
        }

        _policies.AddRange(slice.Policies);
        _configurations.AddRange(slice.Configurations);
    }

    /// <summary>Puts a change on top.</summary>
    public void Apply(ServiceChange change)
    {
        if (!change.InstanceId.IsEmpty)
        {
            Put(_instances, change.InstanceId, change.After);
            Put(_overrides, change.InstanceId, change.Override);
        }

        Keep(_policies, change.Policy);
        Keep(_configurations, change.Configuration);
    }

    /// <summary>The instances and overrides.</summary>
    public ServiceImage Instances(ServiceHead head) => Image(head, _instances.Values, _overrides);

    /// <summary>Policies and configurations.</summary>
    public ServiceImage Documents(ServiceHead head) => Image(head, [], []) with { Policies = _policies, Configurations = _configurations };

    /// <summary>The instances and overrides of each chunk.</summary>
    public IReadOnlyList<ServiceImage> Split(ServiceHead head)
    {
        var instances = _instances.Values.ToLookup(i => SliceKeys.ChunkOf(i.Id, head.Generation));
        var overrides = _overrides.ToLookup(o => SliceKeys.ChunkOf(o.Key, head.Generation));
        return [.. Enumerable.Range(0, 1 << head.Generation).Select(c => Image(head, instances[c], overrides[c]))];
    }

    /// <summary>Everything, with a log.</summary>
    public ServiceImage Whole(ServiceHead head, IReadOnlyList<ServiceChange> log)
        => Image(head, _instances.Values, _overrides) with
        {
            Revision = new Revision(head.Revision),
            Policies = _policies,
            Configurations = _configurations,
            Log = log,
        };

    private ServiceImage Image(
        ServiceHead head, IEnumerable<ServiceInstance> instances, IEnumerable<KeyValuePair<InstanceId, OperatorOverride>> overrides) => new()
    {
        Service = service,
        Epoch = new Epoch(head.Epoch),
        Revision = new Revision(head.Checkpoint),
        Instances = [.. instances],
        Overrides = new Dictionary<InstanceId, OperatorOverride>(overrides),
    };

    private static void Put<T>(Dictionary<InstanceId, T> records, InstanceId id, T? record)
        where T : class
    {
        if (record is null)
        {
            records.Remove(id);
        }
        else
        {
            records[id] = record;
        }
    }

    private static void Keep<T>(List<T> versions, T? version)
        where T : class
    {
        if (version is null)
        {
            return;
        }

        if (versions.Count == KeptVersions)
        {
            versions.RemoveAt(0);
        }

        versions.Add(version);
    }
}
