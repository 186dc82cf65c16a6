namespace Orleans.Registry.Protocol;

/// <summary>Registrations to the wire and back.</summary>
public static class RegistrationMapping
{
    /// <summary>A registration as a client sends it.</summary>
    public static RegistrationDto ToDto(this InstanceRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var details = registration.Details;
        return new RegistrationDto
        {
            Service = registration.Service.Value,
            Id = registration.Id.Value,
            Version = details.Version,
            Address = details.Address,
            Port = details.Port,
            Protocol = details.Protocol,
            Tags = details.Tags,
            Metadata = details.Metadata!,
            HealthChecks = HealthCheckMapping.ToDtos(details.HealthChecks),
            Status = WireNames.Of(registration.InitialStatus),
            Region = details.Region,
            Zone = details.Zone,
            DataCenter = details.DataCenter,
            Weight = details.Weight,
            TtlSeconds = details.Ttl == TimeSpan.Zero ? null : details.Ttl.TotalSeconds,
            Incarnation = IncarnationText.Format(registration.Incarnation),
        };
    }

    /// <summary>What a client sent as a registration, or every wrong field of it.</summary>
    public static RegistryResult<InstanceRegistration> ToDomain(this RegistrationDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        _ = ServiceName.TryParse(dto.Service, out var service);
        _ = InstanceId.TryParse(dto.Id, out var id);
        if (!IncarnationText.TryParse(dto.Incarnation, out var incarnation))
        {
            read.Refuse("incarnation", FieldRules.Incarnation);
        }

        var registration = new InstanceRegistration
        {
            Service = service,
            Id = id,
            Details = DetailsOf(dto, read),
            InitialStatus = read.Name("status", dto.Status, InstanceStatus.Healthy),
            Incarnation = incarnation,
        };
        foreach (var error in InstanceRegistrationValidator.Validate(registration))
        {
            var field = WireFields.ToWire(error.Field);
            if (!read.Errors.Exists(e => e.Field == field))
            {
                read.Errors.Add(error with { Field = field });
            }
        }

        return read.Finish(registration);
    }

    private static InstanceDetails DetailsOf(RegistrationDto dto, FieldReader read) => new()
    {
        Version = dto.Version ?? string.Empty,
        Address = dto.Address ?? string.Empty,
        Port = read.Int("port", dto.Port, 0),
        Protocol = dto.Protocol ?? "http",
        Tags = read.Tags("tags", dto.Tags),
        Metadata = read.Map("metadata", dto.Metadata),
        HealthChecks = HealthCheckMapping.ToDomain(dto.HealthChecks, read),
        Region = dto.Region ?? string.Empty,
        Zone = dto.Zone ?? string.Empty,
        DataCenter = dto.DataCenter ?? string.Empty,
        Weight = read.Int("weight", dto.Weight, 100),
        Ttl = TtlOf(dto, read),
    };

    private static TimeSpan TtlOf(RegistrationDto dto, FieldReader read)
    {
        // In the domain zero asks for the default; on the wire that is an absent member, and a zero is a mistake.
        if (dto.TtlSeconds is 0)
        {
            read.Refuse("ttlSeconds", "must be 1 second to 24 hours");
        }

        return read.Duration("ttlSeconds", dto.TtlSeconds, TimeSpan.Zero);
    }
}
