namespace Orleans.Registry.Protocol;

/// <summary>Answers to reads, to the wire and back.</summary>
public static class AnswerMapping
{
    /// <summary>An answer as it is sent.</summary>
    public static ServiceAnswerDto ToDto(this ServiceAnswer answer)
        => new() { Freshness = answer.Freshness.ToDto(), Snapshot = answer.Snapshot.ToDto() };

    /// <summary>An answer as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static ServiceAnswer ToDomain(this ServiceAnswerDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new ServiceAnswer(dto.Snapshot.ToDomain(), dto.Freshness.ToDomain());
    }

    /// <summary>An answer as it is sent.</summary>
    public static DiscoveryAnswerDto ToDto(this DiscoveryAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new()
        {
            Freshness = answer.Freshness.ToDto(),
            Service = answer.Service.Value,
            Total = answer.Total,
            Protected = answer.Protection?.ToDto(),
            Instances = answer.Instances.ToDtos(),
        };
    }

    /// <summary>An answer as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static DiscoveryAnswer ToDomain(this DiscoveryAnswerDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(ServiceName.Parse(dto.Service), dto.Instances.ToDomain(), dto.Total, dto.Protected?.ToDomain(), dto.Freshness.ToDomain());
    }

    /// <summary>An answer as it is sent.</summary>
    public static InstanceAnswerDto ToDto(this InstanceAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var lease = answer.Lease is not { } l ? null : new LeaseDto
        {
            TtlSeconds = l.Ttl.TotalSeconds,
            LastRenewal = Times.ToWire(l.LastRenewal),
            RemainingSeconds = l.Remaining.TotalSeconds,
        };
        return new() { Freshness = answer.Freshness.ToDto(), Instance = answer.Instance.ToDto(), Lease = lease };
    }

    /// <summary>An answer as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static InstanceAnswer ToDomain(this InstanceAnswerDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var lease = dto.Lease is not { } l
            ? null
            : new LeaseInfo(Seconds.ToTimeSpan(l.TtlSeconds), Times.ToDomain(l.LastRenewal), Seconds.ToTimeSpan(l.RemainingSeconds));
        return new InstanceAnswer(dto.Instance.ToDomain(), lease, dto.Freshness.ToDomain());
    }

    /// <summary>An answer as it is sent.</summary>
    public static ServiceListDto ToDto(this ServiceListAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new()
        {
            AgeSeconds = answer.Age.TotalSeconds,
            Source = WireNames.Of(answer.Source),
            Services = [.. answer.Services.Select(static s => new ServiceSummaryDto
            {
                Name = s.Name.Value,
                Position = s.Position.ToString(),
                Instances = s.Instances,
                Healthy = s.Healthy,
                Protected = s.Protected,
            })],
        };
    }

    /// <summary>An answer as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static ServiceListAnswer ToDomain(this ServiceListDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        ServiceSummary[] services =
        [
            .. dto.Services.Select(static s => new ServiceSummary(
                ServiceName.Parse(s.Name), PositionText.Parse(s.Position), s.Instances, s.Healthy, s.Protected)),
        ];
        return new ServiceListAnswer(services, Seconds.ToTimeSpan(dto.AgeSeconds), WireNames.Parse<AnswerSource>(dto.Source));
    }
}
