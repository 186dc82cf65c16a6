namespace Orleans.Registry.Protocol;

/// <summary>Changes of a service to the wire and back.</summary>
public static class ChangeMapping
{
    /// <summary>A change as it is sent.</summary>
    public static ServiceChangeDto ToDto(this ServiceChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var ofInstance = !change.InstanceId.IsEmpty;
        return new ServiceChangeDto
        {
            Kind = WireNames.Of(change.Kind),
            Revision = change.Revision.Value,
            At = Times.ToWire(change.At),
            InstanceId = ofInstance ? change.InstanceId.Value : null,
            OldStatus = ofInstance ? WireNames.Of(change.OldStatus) : null,
            NewStatus = ofInstance ? WireNames.Of(change.NewStatus) : null,
            Reason = change.Reason == RemovalReason.None ? null : WireNames.Of(change.Reason),
            Cause = change.Cause,
            OperationId = change.OperationId.IsNone ? null : change.OperationId.ToString(),
            Before = change.Before?.ToDto(),
            After = change.After?.ToDto(),
            Override = change.Override?.ToDto(),
            Policy = change.Policy?.ToDto(),
            Configuration = change.Configuration?.ToDto(),
        };
    }

    /// <summary>A change of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static ServiceChange ToDomain(this ServiceChangeDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new ServiceChange
        {
            Kind = WireNames.Parse<ChangeKind>(dto.Kind),
            Revision = new Revision(dto.Revision),
            At = Times.ToDomain(dto.At),
            InstanceId = dto.InstanceId is null ? default : InstanceId.Parse(dto.InstanceId),
            Reason = dto.Reason is null ? RemovalReason.None : WireNames.Parse<RemovalReason>(dto.Reason),
            Cause = dto.Cause,
            OperationId = OperationId.TryParse(dto.OperationId, out var operation) ? operation : default,
            Before = dto.Before?.ToDomain(),
            After = dto.After?.ToDomain(),
            Override = dto.Override?.ToDomain(),
            Policy = dto.Policy?.ToDomain(),
            Configuration = dto.Configuration?.ToDomain(),
        };
    }

    /// <summary>Changes as they are sent.</summary>
    public static IReadOnlyList<ServiceChangeDto> ToDtos(this IReadOnlyList<ServiceChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return [.. changes.Select(ToDto)];
    }

    /// <summary>Changes of an answer.</summary>
    /// <exception cref="FormatException">One is not of this protocol.</exception>
    public static IReadOnlyList<ServiceChange> ToDomain(this IReadOnlyList<ServiceChangeDto> dtos)
    {
        ArgumentNullException.ThrowIfNull(dtos);
        return [.. dtos.Select(ToDomain)];
    }
}
