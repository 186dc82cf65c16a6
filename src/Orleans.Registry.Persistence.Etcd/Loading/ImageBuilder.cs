using Mvccpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Puts a service together out of its keys as of one revision of etcd. One thread at a time.</summary>
internal sealed class ImageBuilder(ServiceKeys keys, ServiceMeta meta, int logCapacity, RecordCache cache)
{
    private readonly List<ServiceInstance> _instances = new((int)Math.Min(meta.Instances, 1 << 20));
    private readonly Dictionary<InstanceId, OperatorOverride> _overrides = [];
    private readonly List<VersionedPolicy> _policies = [];
    private readonly List<VersionedConfiguration> _configurations = [];
    private readonly List<ServiceChange> _log = [];

    public ServiceKeys Keys => keys;

    /// <summary>Takes a key in; keys come in their order.</summary>
    /// <exception cref="StoreCorruptException">Its value is damaged.</exception>
    public void Add(KeyValue kv)
    {
        var value = kv.Value.Span;
        switch (keys.KindOf(kv.Key))
        {
            case ServiceKeyKind.Instance:
                _instances.Add(RegistryRecordCodec.ReadInstance(value, keys.Service, cache));
                break;
            case ServiceKeyKind.Override:
                _overrides[keys.IdOf(kv.Key)] = RegistryRecordCodec.ReadOverride(value);
                break;
            case ServiceKeyKind.Policy:
                _policies.Add(RegistryRecordCodec.ReadPolicy(value));
                break;
            case ServiceKeyKind.Configuration:
                _configurations.Add(RegistryRecordCodec.ReadConfiguration(value));
                break;
            default:
                LogPart.Decode(kv.Value, keys.Service, _log, cache);
                break;
        }
    }

    /// <summary>The service; <c>null</c> when its first append was broken off.</summary>
    /// <exception cref="StoreCorruptException">The log has a hole.</exception>
    public ServiceImage? Build()
    {
        if (meta.Revision == Revision.None)
        {
            return null;
        }

        var unsettled = LogWindow.Cut(keys.Service, _log, meta.Settled.Next, meta);
        var log = LogWindow.Cut(keys.Service, _log, LogWindow.OldestOf(meta, logCapacity), meta);
        return new ServiceImage
        {
            Service = keys.Service,
            Epoch = meta.Epoch,
            Revision = meta.Revision,
            Instances = unsettled.Count == 0 ? _instances : Settle(unsettled),
            Overrides = _overrides,
            Policies = _policies,
            Configurations = _configurations,
            Log = log,
        };
    }

    // What a large append did not bring to the records yet. Some of them may be up to date already: doing it again is the same.
    private List<ServiceInstance> Settle(IReadOnlyList<ServiceChange> changes)
    {
        var instances = _instances.ToDictionary(static instance => instance.Id);
        foreach (var change in changes)
        {
            Settle(change, instances);
            Put(_policies, change.Policy, static policy => policy.Version);
            Put(_configurations, change.Configuration, static configuration => configuration.Version);
        }

        return [.. instances.Values];
    }

    private void Settle(ServiceChange change, Dictionary<InstanceId, ServiceInstance> instances)
    {
        var id = change.InstanceId;
        if (id.IsEmpty)
        {
            return;
        }

        if (change.After is { } after)
        {
            instances[id] = after;
        }
        else
        {
            instances.Remove(id);
        }

        if (change.Override is { } value)
        {
            _overrides[id] = value;
        }
        else
        {
            _overrides.Remove(id);
        }
    }

    private static void Put<T>(List<T> versions, T? version, Func<T, long> number)
        where T : class
    {
        if (version is null || versions.Any(known => number(known) == number(version)))
        {
            return;
        }

        versions.Add(version);
        versions.RemoveAll(known => number(known) <= number(version) - RecordOperations.KeptVersions);
    }
}
