namespace Orleans.Registry.Protocol;

/// <summary>Snapshots and protection to the wire and back.</summary>
public static class SnapshotMapping
{
    /// <summary>A snapshot as it is sent.</summary>
    public static ServiceSnapshotDto ToDto(this ServiceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new ServiceSnapshotDto
        {
            Service = snapshot.Service.Value,
            Position = snapshot.Position.ToString(),
            ChangedAt = Times.ToWireOrNull(snapshot.ChangedAt),
            Protected = snapshot.Protection?.ToDto(),
            ConfigurationVersion = snapshot.ConfigurationVersion,
            Policy = snapshot.Policy.ToDto(),
            Instances = snapshot.Instances.ToDtos(),
        };
    }

    /// <summary>A snapshot of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static ServiceSnapshot ToDomain(this ServiceSnapshotDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var position = PositionText.Parse(dto.Position);
        return new ServiceSnapshot
        {
            Service = ServiceName.Parse(dto.Service),
            Epoch = position.Epoch,
            Revision = position.Revision,
            ChangedAt = Times.ToDomain(dto.ChangedAt),
            Instances = dto.Instances.ToDomain(),
            Policy = dto.Policy.ToDomain(),
            ConfigurationVersion = dto.ConfigurationVersion,
            Protection = dto.Protected?.ToDomain(),
        };
    }

    /// <summary>Protection as it is sent.</summary>
    public static ProtectionDto ToDto(this ProtectionStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new() { Held = status.Held, Since = Times.ToWire(status.Since), Until = Times.ToWire(status.Until), Reason = status.Reason };
    }

    /// <summary>Protection of an answer.</summary>
    public static ProtectionStatus ToDomain(this ProtectionDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(dto.Held, Times.ToDomain(dto.Since), Times.ToDomain(dto.Until), dto.Reason);
    }
}
