namespace Orleans.Registry.Protocol;

/// <summary>Instance records to the wire and back.</summary>
public static class InstanceMapping
{
    /// <summary>A record as it is sent.</summary>
    public static InstanceDto ToDto(this ServiceInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var details = instance.Details;
        return new InstanceDto
        {
            Id = instance.Id.Value,
            Service = instance.Service.Value,
            Status = WireNames.Of(instance.Status),
            ReportedStatus = WireNames.Of(instance.ReportedStatus),
            StatusSince = Times.ToWire(instance.StatusSince),
            StatusReason = instance.StatusReason,
            FailingChecks = instance.FailingChecks.Count == 0 ? null : instance.FailingChecks,
            Address = details.Address,
            Port = details.Port,
            Protocol = details.Protocol,
            Version = details.Version,
            Tags = details.Tags,
            Metadata = details.Metadata,
            HealthChecks = HealthCheckMapping.ToDtos(details.HealthChecks),
            Region = details.Region,
            Zone = details.Zone,
            DataCenter = details.DataCenter,
            Weight = details.Weight,
            TtlSeconds = details.Ttl.TotalSeconds,
            RegisteredAt = Times.ToWire(instance.RegisteredAt),
            LapsedAt = instance.LapsedAt is { } lapsed ? Times.ToWire(lapsed) : null,
            Override = instance.Override?.ToDto(),
            Incarnation = IncarnationText.Format(instance.Incarnation),
            CreatedRevision = instance.CreatedRevision.Value,
            ModifiedRevision = instance.ModifiedRevision.Value,
        };
    }

    /// <summary>A record of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static ServiceInstance ToDomain(this InstanceDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new ServiceInstance
        {
            Service = ServiceName.Parse(dto.Service),
            Id = InstanceId.Parse(dto.Id),
            Details = DetailsOf(dto),
            ReportedStatus = WireNames.Parse<InstanceStatus>(dto.ReportedStatus),
            Override = dto.Override?.ToDomain(),
            RegisteredAt = Times.ToDomain(dto.RegisteredAt),
            StatusSince = Times.ToDomain(dto.StatusSince),
            StatusReason = dto.StatusReason,
            FailingChecks = dto.FailingChecks is { } failing ? TagSet.Create(failing) : TagSet.Empty,
            LapsedAt = dto.LapsedAt is { } lapsed ? Times.ToDomain(lapsed) : null,
            Incarnation = IncarnationText.TryParse(dto.Incarnation, out var incarnation) ? incarnation : 0,
            CreatedRevision = new Revision(dto.CreatedRevision),
            ModifiedRevision = new Revision(dto.ModifiedRevision),
        };
    }

    /// <summary>Records as they are sent.</summary>
    public static IReadOnlyList<InstanceDto> ToDtos(this IReadOnlyList<ServiceInstance> instances)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var dtos = new InstanceDto[instances.Count];
        for (var i = 0; i < dtos.Length; i++)
        {
            dtos[i] = instances[i].ToDto();
        }

        return dtos;
    }

    /// <summary>Records of an answer.</summary>
    /// <exception cref="FormatException">One is not of this protocol.</exception>
    public static IReadOnlyList<ServiceInstance> ToDomain(this IReadOnlyList<InstanceDto> dtos)
    {
        ArgumentNullException.ThrowIfNull(dtos);
        return [.. dtos.Select(ToDomain)];
    }

    private static InstanceDetails DetailsOf(InstanceDto dto)
    {
        var read = new FieldReader([]);
        var details = new InstanceDetails
        {
            Version = dto.Version,
            Address = dto.Address,
            Port = dto.Port,
            Protocol = dto.Protocol,
            Tags = TagSet.Create(dto.Tags),
            Metadata = StringMap.Create(dto.Metadata),
            HealthChecks = HealthCheckMapping.ToDomain(dto.HealthChecks, read),
            Region = dto.Region,
            Zone = dto.Zone,
            DataCenter = dto.DataCenter,
            Weight = dto.Weight,
            Ttl = Seconds.ToTimeSpan(dto.TtlSeconds),
        };
        return read.Errors.Count == 0 ? details : throw new FormatException($"{read.Errors[0].Field} {read.Errors[0].Message}.");
    }
}
