using System.Globalization;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Makes an image of what was read, and says which key holds what cannot be read. One thread at a time: records of services
/// decoded one after another share their texts.
/// </summary>
internal sealed class RedisServiceDecoder(int keptVersions)
{
    private readonly RecordCache _cache = new();

    public ServiceImage Decode(ServiceName service, RedisServiceKeys keys, RedisServiceRecords records)
    {
        var log = Changes(service, keys, records.Log);
        var instances = new Dictionary<InstanceId, ServiceInstance>(records.Instances.Count);
        foreach (var (field, record) in records.Instances)
        {
            var instance = Read($"{keys.Instances}, field '{field}'", () => RegistryRecordCodec.ReadInstance(record, service, _cache));
            instances[Id(keys.Instances.ToString(), field, instance.Id)] = instance;
        }

        var overrides = new Dictionary<InstanceId, OperatorOverride>(records.Overrides.Count);
        foreach (var (field, record) in records.Overrides)
        {
            var value = Read($"{keys.Overrides}, field '{field}'", () => RegistryRecordCodec.ReadOverride(record));
            overrides[Id(keys.Overrides.ToString(), field, null)] = value;
        }

        List<VersionedPolicy> policies = [.. records.Policies.Select(r => Read(keys.Policies.ToString(), () => RegistryRecordCodec.ReadPolicy(r)))];
        List<VersionedConfiguration> configurations =
            [.. records.Configurations.Select(r => Read(keys.Configurations.ToString(), () => RegistryRecordCodec.ReadConfiguration(r)))];
        foreach (var change in log.Where(c => c.Revision.Value > records.ReadFrom))
        {
            Replay(change, instances, overrides);
            AddVersion(policies, change.Policy, static p => p.Version);
            AddVersion(configurations, change.Configuration, static c => c.Version);
        }

        return new ServiceImage
        {
            Service = service,
            Epoch = records.Epoch,
            Revision = new Revision(records.Revision),
            Instances = [.. instances.Values],
            Overrides = overrides,
            Policies = policies,
            Configurations = configurations,
            Log = log,
        };
    }

    public IReadOnlyList<ServiceChange> Changes(ServiceName service, RedisServiceKeys keys, IReadOnlyList<RedisLogEntry> entries)
    {
        var changes = new ServiceChange[entries.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            var (revision, record) = (entries[i].Revision, entries[i].Record);
            var place = string.Create(CultureInfo.InvariantCulture, $"{keys.Log}, entry {revision}-0");
            changes[i] = Read(place, () => RegistryRecordCodec.ReadChange(record, service, before: null, _cache));
            if (changes[i].Revision.Value != revision)
            {
                throw new StoreCorruptException($"Redis key {place} holds the change {changes[i].Revision}.");
            }
        }

        return changes;
    }

    private static void Replay(
        ServiceChange change, Dictionary<InstanceId, ServiceInstance> instances, Dictionary<InstanceId, OperatorOverride> overrides)
    {
        if (change.InstanceId.IsEmpty)
        {
            return;
        }

        Put(instances, change.InstanceId, change.After);
        Put(overrides, change.InstanceId, change.Override);
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

    /// <summary>Adds a version of the log unless it was read from its own list already.</summary>
    private void AddVersion<T>(List<T> versions, T? version, Func<T, long> number)
        where T : class
    {
        if (version is not null && (versions.Count == 0 || number(versions[^1]) < number(version)))
        {
            versions.Add(version);
            versions.RemoveRange(0, Math.Max(0, versions.Count - keptVersions));
        }
    }

    private static InstanceId Id(string key, string field, InstanceId? recorded)
        => InstanceId.TryParse(field, out var id) && (recorded is null || recorded == id)
            ? id
            : throw new StoreCorruptException($"Redis key {key}, field '{field}' holds the record of '{recorded}'.");

    private static T Read<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StoreCorruptException e)
        {
            throw new StoreCorruptException($"Redis key {place}: {e.Message}", e);
        }
    }
}
