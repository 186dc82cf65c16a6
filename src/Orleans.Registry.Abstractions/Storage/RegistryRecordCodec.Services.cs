namespace Orleans.Registry;

/// <content>Changes, policies, configurations and whole services.</content>
public static partial class RegistryRecordCodec
{
    [Flags]
    private enum ChangeParts : byte
    {
        None = 0,
        Instance = 1,
        BeforeWritten = 2,
        After = 4,
        Override = 8,
        Policy = 16,
        Configuration = 32,
        OperationId = 64,
        AfterIsCurrent = 128,
    }

    private static void WriteChange(RecordWriter writer, ServiceChange change, bool withBefore, bool withAfter = true)
    {
        var parts = (change.InstanceId.IsEmpty ? ChangeParts.None : ChangeParts.Instance)
            | (withBefore ? ChangeParts.BeforeWritten : ChangeParts.None)
            | (change.After is null ? ChangeParts.None : withAfter ? ChangeParts.After : ChangeParts.AfterIsCurrent)
            | (change.Override is null ? ChangeParts.None : ChangeParts.Override)
            | (change.Policy is null ? ChangeParts.None : ChangeParts.Policy)
            | (change.Configuration is null ? ChangeParts.None : ChangeParts.Configuration)
            | (change.OperationId.IsNone ? ChangeParts.None : ChangeParts.OperationId);
        writer.Byte((byte)change.Kind);
        writer.Unsigned((ulong)change.Revision.Value);
        writer.Time(change.At);
        writer.Byte((byte)change.Reason);
        writer.Text(change.Cause);
        writer.Byte((byte)parts);
        if (!change.InstanceId.IsEmpty)
        {
            writer.Text(change.InstanceId.Value);
        }

        if (withBefore)
        {
            writer.Bool(change.Before is not null);
            if (change.Before is not null)
            {
                WriteInstance(writer, change.Before);
            }
        }

        if (change.After is not null && withAfter)
        {
            WriteInstance(writer, change.After);
        }

        if (change.Override is not null)
        {
            WriteOverride(writer, change.Override);
        }

        if (change.Policy is not null)
        {
            WritePolicy(writer, change.Policy);
        }

        if (change.Configuration is not null)
        {
            WriteConfiguration(writer, change.Configuration);
        }

        if (!change.OperationId.IsNone)
        {
            writer.Guid(change.OperationId.Value);
        }
    }

    private static ServiceChange ReadChange(
        ref RecordReader reader,
        ServiceName service,
        Func<InstanceId, ServiceInstance?>? before,
        Func<InstanceId, ServiceInstance?>? current = null)
    {
        var kind = (ChangeKind)reader.Byte();
        if (kind is <= ChangeKind.None or > ChangeKind.ConfigChanged)
        {
            throw new StoreCorruptException($"A record holds the unknown change kind {(int)kind}.");
        }

        var revision = new Revision((long)reader.Unsigned());
        var at = reader.Time();
        var reason = (RemovalReason)reader.Byte();
        var cause = reader.SharedText();
        var parts = (ChangeParts)reader.Byte();
        var id = parts.HasFlag(ChangeParts.Instance) ? Id(ref reader) : default;
        var was = !parts.HasFlag(ChangeParts.BeforeWritten) ? (id.IsEmpty ? null : before?.Invoke(id))
            : reader.Bool() ? ReadInstance(ref reader, service, current?.Invoke(id), id)
            : null;
        id = was?.Id ?? id;
        var after = parts.HasFlag(ChangeParts.After) ? ReadInstance(ref reader, service, was ?? current?.Invoke(id), id)
            : parts.HasFlag(ChangeParts.AfterIsCurrent) ? Current(current, id)
            : null;
        return new ServiceChange
        {
            Kind = kind,
            Revision = revision,
            At = at,
            Reason = reason,
            Cause = cause,
            InstanceId = after?.Id ?? was?.Id ?? id,
            Before = was,
            After = after,
            Override = parts.HasFlag(ChangeParts.Override) ? ReadOverride(ref reader) : null,
            Policy = parts.HasFlag(ChangeParts.Policy) ? ReadPolicy(ref reader) : null,
            Configuration = parts.HasFlag(ChangeParts.Configuration) ? ReadConfiguration(ref reader) : null,
            OperationId = parts.HasFlag(ChangeParts.OperationId) ? new OperationId(reader.Guid()) : default,
        };
    }

    private static void WritePolicy(RecordWriter writer, VersionedPolicy value)
    {
        var policy = value.Policy;
        writer.Unsigned((ulong)value.Version);
        writer.Time(value.At);
        writer.Text(value.By);
        writer.Text(value.Comment);
        writer.Span(policy.DefaultTtl);
        writer.Span(policy.MinTtl);
        writer.Span(policy.MaxTtl);
        writer.Unsigned((ulong)policy.MaxInstances);
        writer.Bool(policy.Protection.Enabled);
        writer.Double(policy.Protection.MaxExpiredShare);
        writer.Unsigned((ulong)policy.Protection.MinExpired);
        writer.Span(policy.Protection.Window);
        writer.Span(policy.Protection.MaxHold);
        WriteTraffic(writer, policy.Traffic);
    }

    private static VersionedPolicy ReadPolicy(ref RecordReader reader)
    {
        var version = (long)reader.Unsigned();
        var at = reader.Time();
        var by = reader.SharedText();
        var comment = reader.SharedText();
        var policy = new ServicePolicy
        {
            DefaultTtl = reader.Span(),
            MinTtl = reader.Span(),
            MaxTtl = reader.Span(),
            MaxInstances = (int)reader.Unsigned(),
            Protection = new ProtectionPolicy
            {
                Enabled = reader.Bool(),
                MaxExpiredShare = reader.Double(),
                MinExpired = (int)reader.Unsigned(),
                Window = reader.Span(),
                MaxHold = reader.Span(),
            },
            Traffic = ReadTraffic(ref reader),
        };
        return new VersionedPolicy(version, policy, at, by, comment);
    }

    private static void WriteTraffic(RecordWriter writer, TrafficPolicy traffic)
    {
        writer.Unsigned((ulong)traffic.HeaderRoutes.Count);
        foreach (var route in traffic.HeaderRoutes)
        {
            writer.Text(route.Header);
            writer.Text(route.Value);
            writer.Text(route.Version.ToString());
        }

        writer.Unsigned((ulong)traffic.Splits.Count);
        foreach (var split in traffic.Splits)
        {
            writer.Text(split.Version.ToString());
            writer.Unsigned((ulong)split.Weight);
        }

        writer.Byte((byte)traffic.Locality);
        writer.Unsigned((ulong)traffic.MinLocalInstances);
        writer.Signed(traffic.Timeout?.Ticks ?? -1);
        writer.Unsigned((ulong)traffic.Retries);
        writer.Unsigned((ulong)traffic.BreakerFailures);
        writer.Span(traffic.BreakerOpenFor);
    }

    private static TrafficPolicy ReadTraffic(ref RecordReader reader)
    {
        var routes = new HeaderRoute[reader.Count()];
        for (var i = 0; i < routes.Length; i++)
        {
            routes[i] = new HeaderRoute(reader.SharedText(), reader.SharedText(), Range(ref reader));
        }

        var splits = new VersionSplit[reader.Count()];
        for (var i = 0; i < splits.Length; i++)
        {
            splits[i] = new VersionSplit(Range(ref reader), (int)reader.Unsigned());
        }

        var locality = (LocalityPreference)reader.Byte();
        var minLocal = (int)reader.Unsigned();
        var timeout = reader.Signed();
        return new TrafficPolicy
        {
            HeaderRoutes = EquatableArray<HeaderRoute>.Create(routes),
            Splits = EquatableArray<VersionSplit>.Create(splits),
            Locality = locality,
            MinLocalInstances = minLocal,
            Timeout = timeout < 0 ? null : new TimeSpan(timeout),
            Retries = (int)reader.Unsigned(),
            BreakerFailures = (int)reader.Unsigned(),
            BreakerOpenFor = reader.Span(),
        };
    }

    private static VersionRange Range(ref RecordReader reader)
        => VersionRange.TryParse(reader.SharedText(), out var range) ? range : throw new StoreCorruptException("A record holds no version range.");

    private static void WriteConfiguration(RecordWriter writer, VersionedConfiguration value)
    {
        writer.Unsigned((ulong)value.Version);
        WriteMap(writer, value.Entries);
        writer.Time(value.At);
        writer.Text(value.By);
        writer.Text(value.Comment);
    }

    private static VersionedConfiguration ReadConfiguration(ref RecordReader reader)
        => new((long)reader.Unsigned(), ReadMap(ref reader), reader.Time(), reader.SharedText(), reader.SharedText());

    private static void WriteImage(RecordWriter writer, ServiceImage image)
    {
        writer.Text(image.Service.Value);
        writer.Fixed64(image.Epoch.Value);
        writer.Unsigned((ulong)image.Revision.Value);
        writer.Unsigned((ulong)image.Instances.Count);
        foreach (var instance in image.Instances)
        {
            WriteInstance(writer, instance);
        }

        writer.Unsigned((ulong)image.Overrides.Count);
        foreach (var (id, value) in image.Overrides)
        {
            writer.Text(id.Value);
            WriteOverride(writer, value);
        }

        writer.Unsigned((ulong)image.Policies.Count);
        foreach (var policy in image.Policies)
        {
            WritePolicy(writer, policy);
        }

        writer.Unsigned((ulong)image.Configurations.Count);
        foreach (var configuration in image.Configurations)
        {
            WriteConfiguration(writer, configuration);
        }

        WriteLog(writer, image);
    }

    // The log names most records twice over: what one change left is what the next one found, and the last is the instance
    // itself. Each is written once, and read back as one object.
    private static void WriteLog(RecordWriter writer, ServiceImage image)
    {
        writer.Unsigned((ulong)image.Log.Count);
        if (image.Log.Count == 0)
        {
            return;
        }

        var current = ById(image.Instances);
        var earlier = new Dictionary<InstanceId, ServiceInstance?>();
        foreach (var change in image.Log)
        {
            var isChained = IsSame(earlier.GetValueOrDefault(change.InstanceId), change.Before);
            var isCurrent = change.After is not null && IsSame(current.GetValueOrDefault(change.InstanceId), change.After);
            WriteChange(writer, change, withBefore: !isChained, withAfter: !isCurrent);
            earlier[change.InstanceId] = change.After;
        }
    }

    private static ServiceChange[] ReadLog(ref RecordReader reader, ServiceName service, ServiceInstance[] instances)
    {
        var log = new ServiceChange[reader.Count()];
        if (log.Length == 0)
        {
            return log;
        }

        var byId = ById(instances);
        var earlier = new Dictionary<InstanceId, ServiceInstance?>();
        Func<InstanceId, ServiceInstance?> before = id => earlier.GetValueOrDefault(id);
        Func<InstanceId, ServiceInstance?> current = id => byId.GetValueOrDefault(id);
        for (var i = 0; i < log.Length; i++)
        {
            log[i] = ReadChange(ref reader, service, before, current);
            earlier[log[i].InstanceId] = log[i].After;
        }

        return log;
    }

    private static ServiceInstance Current(Func<InstanceId, ServiceInstance?>? current, InstanceId id)
        => current?.Invoke(id) ?? throw new StoreCorruptException("A change refers to an instance that its image does not hold.");

    private static bool IsSame(ServiceInstance? left, ServiceInstance? right)
        => ReferenceEquals(left, right) || (left is not null && right is not null && left.ModifiedRevision == right.ModifiedRevision);

    private static Dictionary<InstanceId, ServiceInstance> ById(IReadOnlyList<ServiceInstance> instances)
    {
        var byId = new Dictionary<InstanceId, ServiceInstance>(instances.Count);
        foreach (var instance in instances)
        {
            byId[instance.Id] = instance;
        }

        return byId;
    }

    private static ServiceImage ReadImage(ref RecordReader reader)
    {
        var service = Name(ref reader);
        var epoch = new Epoch(reader.Fixed64());
        var revision = new Revision((long)reader.Unsigned());
        var instances = new ServiceInstance[reader.Count()];
        for (var i = 0; i < instances.Length; i++)
        {
            instances[i] = ReadInstance(ref reader, service);
        }

        var overrides = new Dictionary<InstanceId, OperatorOverride>();
        for (var left = reader.Count(); left > 0; left--)
        {
            overrides[Id(ref reader)] = ReadOverride(ref reader);
        }

        var policies = new VersionedPolicy[reader.Count()];
        for (var i = 0; i < policies.Length; i++)
        {
            policies[i] = ReadPolicy(ref reader);
        }

        var configurations = new VersionedConfiguration[reader.Count()];
        for (var i = 0; i < configurations.Length; i++)
        {
            configurations[i] = ReadConfiguration(ref reader);
        }

        return new ServiceImage
        {
            Service = service,
            Epoch = epoch,
            Revision = revision,
            Instances = instances,
            Overrides = overrides,
            Policies = policies,
            Configurations = configurations,
            Log = ReadLog(ref reader, service, instances),
        };
    }
}
