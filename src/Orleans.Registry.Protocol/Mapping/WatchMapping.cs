namespace Orleans.Registry.Protocol;

/// <summary>Watch requests and events to the wire and back.</summary>
public static class WatchMapping
{
    /// <summary>A request as it is sent. <see cref="WatchConfirmation.OnNext"/> is the client's own affair: it confirms explicitly.</summary>
    public static WatchRequestDto ToDto(this WatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new()
        {
            Targets = [.. request.Targets.Select(static t => new WatchTargetDto { Service = t.Service.Value, Position = t.From?.ToString() })],
            WatcherId = request.WatcherId.Length == 0 ? null : request.WatcherId,
            WatcherName = request.WatcherName,
            Confirm = request.Confirmation != WatchConfirmation.Never,
            HeartbeatSeconds = request.HeartbeatInterval.TotalSeconds,
        };
    }

    /// <summary>What a client sent as a watch request, or every wrong field of it.</summary>
    /// <remarks>The limits of <see cref="WatchRequest"/> are checked too: a registry answers their breach with an exception.</remarks>
    public static RegistryResult<WatchRequest> ToDomain(this WatchRequestDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        var targets = (dto.Targets ?? []).Select((t, i) => ReadTarget(t, read.Within("targets", i))).ToArray();
        if (targets.Length is 0 or > 10_000)
        {
            read.Refuse("targets", "must be 1 to 10000");
        }
        else if (targets.DistinctBy(static t => t.Service).Count() != targets.Length)
        {
            read.Refuse("targets", "must name each service once");
        }

        CheckText(read, "watcherId", dto.WatcherId, 64);
        CheckText(read, "watcherName", dto.WatcherName, 128);
        var heartbeat = read.Duration("heartbeatSeconds", dto.HeartbeatSeconds, TimeSpan.FromSeconds(15));
        if (heartbeat < TimeSpan.FromMilliseconds(100) || heartbeat > TimeSpan.FromMinutes(5))
        {
            read.Refuse("heartbeatSeconds", "must be 0.1 to 300");
        }

        return read.Finish(new WatchRequest
        {
            Targets = targets,
            WatcherId = dto.WatcherId ?? string.Empty,
            WatcherName = dto.WatcherName ?? string.Empty,
            Confirmation = dto.Confirm is true ? WatchConfirmation.Explicit : WatchConfirmation.Never,
            HeartbeatInterval = heartbeat,
        });
    }

    /// <summary>An event as it is sent.</summary>
    public static WatchEventDto ToDto(this WatchEvent value) => new()
    {
        Kind = WireNames.Of(value.Kind),
        Service = value.Service.IsEmpty ? null : value.Service.Value,
        Position = value.Kind == WatchEventKind.Heartbeat ? null : value.Position.ToString(),
        Reason = value.Reason == SnapshotReason.None ? null : WireNames.Of(value.Reason),
        Snapshot = value.Snapshot?.ToDto(),
        Change = value.Change?.ToDto(),
    };

    /// <summary>An event as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static WatchEvent ToDomain(this WatchEventDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var kind = WireNames.Parse<WatchEventKind>(dto.Kind);
        if (kind == WatchEventKind.Heartbeat)
        {
            return WatchEvent.Heartbeat;
        }

        return new WatchEvent
        {
            Kind = kind,
            Service = ServiceName.Parse(dto.Service ?? string.Empty),
            Position = PositionText.Parse(dto.Position),
            Reason = dto.Reason is null ? SnapshotReason.None : WireNames.Parse<SnapshotReason>(dto.Reason),
            Snapshot = dto.Snapshot?.ToDomain(),
            Change = dto.Change?.ToDomain(),
        };
    }

    /// <summary>A confirmation as it is sent.</summary>
    public static ConfirmationDto ToConfirmation(this ServicePosition position, ServiceName service)
        => new() { Service = service.Value, Position = position.ToString() };

    /// <summary>What a watcher sent as confirmations, or every wrong field of it.</summary>
    public static RegistryResult<IReadOnlyList<(ServiceName Service, ServicePosition Position)>> ToDomain(this IReadOnlyList<ConfirmationDto> dtos)
    {
        ArgumentNullException.ThrowIfNull(dtos);
        var errors = new List<FieldError>();
        var confirmations = new (ServiceName, ServicePosition)[dtos.Count];
        for (var i = 0; i < confirmations.Length; i++)
        {
            var read = new FieldReader(errors).Within(string.Empty, i);
            var target = ReadTarget(new WatchTargetDto { Service = dtos[i]?.Service, Position = dtos[i]?.Position ?? string.Empty }, read);
            confirmations[i] = (target.Service, target.From.GetValueOrDefault());
        }

        return new FieldReader(errors).Finish<IReadOnlyList<(ServiceName, ServicePosition)>>(confirmations);
    }

    private static WatchTarget ReadTarget(WatchTargetDto? dto, FieldReader read)
    {
        var service = read.Service("service", dto?.Service);
        if (dto?.Position is null)
        {
            return new WatchTarget(service);
        }

        if (!ServicePosition.TryParse(dto.Position, out var position))
        {
            read.Refuse("position", FieldRules.Position);
        }

        return new WatchTarget(service, position);
    }

    private static void CheckText(FieldReader read, string field, string? text, int longest)
    {
        if (text?.Length > longest || text?.Any(char.IsControl) is true)
        {
            read.Refuse(field, $"must be at most {longest} characters without control characters");
        }
    }
}
