namespace Orleans.Registry;

/// <content>Instances, overrides and changes.</content>
public static partial class RegistryRecordCodec
{
    private static void WriteInstance(RecordWriter writer, ServiceInstance instance)
    {
        writer.Text(instance.Id.Value);
        WriteDetails(writer, instance.Details);
        writer.Byte((byte)instance.ReportedStatus);
        WriteOptional(writer, instance.Override);
        writer.Time(instance.RegisteredAt);
        writer.Time(instance.StatusSince);
        writer.Text(instance.StatusReason);
        writer.Time(instance.LapsedAt);
        WriteTags(writer, instance.FailingChecks);
        writer.Fixed64(instance.Incarnation);
        writer.Unsigned((ulong)instance.CreatedRevision.Value);
        writer.Unsigned((ulong)instance.ModifiedRevision.Value);
    }

    private static ServiceInstance ReadInstance(
        ref RecordReader reader, ServiceName service, ServiceInstance? like = null, InstanceId likely = default) => new()
    {
        Service = service,
        Id = Id(ref reader, likely),
        Details = Share(ReadDetails(ref reader), like),
        ReportedStatus = Status(ref reader),
        Override = ReadOptionalOverride(ref reader),
        RegisteredAt = reader.Time(),
        StatusSince = reader.Time(),
        StatusReason = reader.SharedText(),
        LapsedAt = reader.OptionalTime(),
        FailingChecks = ReadTags(ref reader),
        Incarnation = reader.Fixed64(),
        CreatedRevision = new Revision((long)reader.Unsigned()),
        ModifiedRevision = new Revision((long)reader.Unsigned()),
    };

    // Most changes are of status: the versions of one instance share what it says of itself, as they did when they were made.
    private static InstanceDetails Share(InstanceDetails details, ServiceInstance? like)
        => like is not null && like.Details.Equals(details) ? like.Details : details;

    private static void WriteDetails(RecordWriter writer, InstanceDetails details)
    {
        writer.Text(details.Version);
        writer.Text(details.Address);
        writer.Unsigned((ulong)details.Port);
        writer.Text(details.Protocol);
        WriteTags(writer, details.Tags);
        WriteMap(writer, details.Metadata);
        writer.Unsigned((ulong)details.HealthChecks.Count);
        foreach (var check in details.HealthChecks)
        {
            WriteCheck(writer, check);
        }

        writer.Text(details.Region);
        writer.Text(details.Zone);
        writer.Text(details.DataCenter);
        writer.Unsigned((ulong)details.Weight);
        writer.Span(details.Ttl);
    }

    private static InstanceDetails ReadDetails(ref RecordReader reader) => new()
    {
        Version = reader.SharedText(),
        Address = reader.Text(),
        Port = (int)reader.Unsigned(),
        Protocol = reader.SharedText(),
        Tags = ReadTags(ref reader),
        Metadata = ReadMap(ref reader),
        HealthChecks = ReadChecks(ref reader),
        Region = reader.SharedText(),
        Zone = reader.SharedText(),
        DataCenter = reader.SharedText(),
        Weight = (int)reader.Unsigned(),
        Ttl = reader.Span(),
    };

    private static void WriteTags(RecordWriter writer, TagSet tags)
    {
        writer.Unsigned((ulong)tags.Count);
        for (var i = 0; i < tags.Count; i++)
        {
            writer.Text(tags[i]);
        }
    }

    private static TagSet ReadTags(ref RecordReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return TagSet.Empty;
        }

        var tags = new string[count];
        for (var i = 0; i < count; i++)
        {
            tags[i] = reader.SharedText();
        }

        var set = TagSet.Own(tags);
        return reader.Cache?.Share(set) ?? set;
    }

    private static void WriteMap(RecordWriter writer, StringMap map)
    {
        writer.Unsigned((ulong)map.Count);
        foreach (var (key, value) in map.Entries)
        {
            writer.Text(key);
            writer.Text(value);
        }
    }

    private static StringMap ReadMap(ref RecordReader reader)
    {
        var map = ReadOwnMap(ref reader);
        return map.Count == 0 || reader.Cache is null ? map : reader.Cache.Share(map);
    }

    private static StringMap ReadOwnMap(ref RecordReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return StringMap.Empty;
        }

        var entries = new KeyValuePair<string, string>[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = new(reader.SharedText(), reader.SharedText());
        }

        return StringMap.Own(entries);
    }

    private static void WriteCheck(RecordWriter writer, HealthCheckDefinition check)
    {
        writer.Text(check.Name);
        writer.Byte((byte)check.Kind);
        writer.Text(check.Target);
        writer.Span(check.Interval);
        writer.Span(check.Timeout);
        writer.Unsigned((ulong)check.FailuresBeforeUnhealthy);
        writer.Unsigned((ulong)check.SuccessesBeforeHealthy);
        if (writer.Version >= 2)
        {
            writer.Text(check.Method);
            WriteMap(writer, check.Headers);
            writer.Text(check.SuccessCodes);
        }
    }

    private static EquatableArray<HealthCheckDefinition> ReadChecks(ref RecordReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return EquatableArray<HealthCheckDefinition>.Empty;
        }

        var checks = new HealthCheckDefinition[count];
        for (var i = 0; i < count; i++)
        {
            checks[i] = ReadCheck(ref reader);
        }

        var list = EquatableArray<HealthCheckDefinition>.Create(checks);
        return reader.Cache?.Share(list) ?? list;
    }

    private static HealthCheckDefinition ReadCheck(ref RecordReader reader)
    {
        var check = new HealthCheckDefinition(reader.SharedText(), (HealthCheckKind)reader.Byte())
        {
            Target = reader.SharedText(),
            Interval = reader.Span(),
            Timeout = reader.Span(),
            FailuresBeforeUnhealthy = (int)reader.Unsigned(),
            SuccessesBeforeHealthy = (int)reader.Unsigned(),
        };

        // The headers are shared with the whole list of checks; alone they would push metadata out of the cache.
        return reader.Version < 2
            ? check
            : check with { Method = reader.SharedText(), Headers = ReadOwnMap(ref reader), SuccessCodes = reader.SharedText() };
    }

    private static void WriteOverride(RecordWriter writer, OperatorOverride value)
    {
        writer.Byte((byte)value.Status);
        writer.Text(value.Reason);
        writer.Text(value.By);
        writer.Time(value.Since);
    }

    private static OperatorOverride ReadOverride(ref RecordReader reader)
        => new(Status(ref reader), reader.SharedText(), reader.SharedText(), reader.Time());

    private static void WriteOptional(RecordWriter writer, OperatorOverride? value)
    {
        writer.Bool(value is not null);
        if (value is not null)
        {
            WriteOverride(writer, value);
        }
    }

    private static OperatorOverride? ReadOptionalOverride(ref RecordReader reader) => reader.Bool() ? ReadOverride(ref reader) : null;

    private static InstanceStatus Status(ref RecordReader reader)
    {
        var status = (InstanceStatus)reader.Byte();
        return status is >= InstanceStatus.Unknown and <= InstanceStatus.OutOfService
            ? status
            : throw new StoreCorruptException($"A record holds the unknown status {(int)status}.");
    }
}
