namespace Orleans.Registry.Protocol;

/// <summary>Operator overrides to the wire and back.</summary>
public static class OverrideMapping
{
    /// <summary>An override as it is sent.</summary>
    public static OverrideDto ToDto(this OperatorOverride value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new OverrideDto { Status = WireNames.Of(value.Status), Reason = value.Reason, By = value.By, Since = Times.ToWire(value.Since) };
    }

    /// <summary>An override of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static OperatorOverride ToDomain(this OverrideDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new OperatorOverride(WireNames.Parse<InstanceStatus>(dto.Status), dto.Reason, dto.By, Times.ToDomain(dto.Since));
    }

    /// <summary>An operator's wish as it is sent.</summary>
    public static OverrideRequestDto ToDto(this OverrideRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new OverrideRequestDto { Status = WireNames.Of(request.Status), Reason = request.Reason, By = request.By };
    }

    /// <summary>What an operator sent, or every wrong field of it.</summary>
    public static RegistryResult<OverrideRequest> ToDomain(this OverrideRequestDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        var status = read.RequiredName<InstanceStatus>("status", dto.Status);
        return read.Finish(new OverrideRequest(status, dto.Reason ?? string.Empty, dto.By ?? string.Empty));
    }
}
