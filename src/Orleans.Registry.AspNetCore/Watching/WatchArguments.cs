using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Reads a watch out of a query string and a Last-Event-ID.</summary>
internal static class WatchArguments
{
    private static readonly QueryParameter[] Stream =
    [
        new("watcherId", "Names the stream for confirmations; absent to have one made (see the open event)."),
        new("watcherName", "Who watches, for people: shown when a drain waits for it."),
        new("confirm", "true: drains wait for this watcher's confirmations."),
        new("heartbeat", "Longest silence before a heartbeat, e.g. 15s; 100ms to 5m; default 15s."),
        new("lastEventId", "As the Last-Event-ID header, for readers that cannot set it."),
    ];

    public static readonly QueryParameter[] OfOne =
    [
        new("after", "Makes it a long poll: what the reader holds, as epoch-revision."),
        new("wait", "Longest wait of a long poll, e.g. 30s; default 30s."),
        .. Stream,
    ];

    public static readonly QueryParameter[] OfMany = [new("service", "A service to watch; repeat it for several.", Required: true), .. Stream];

    /// <summary>Reads the parameters of a stream.</summary>
    /// <param name="context">The request.</param>
    /// <param name="services">The services to watch.</param>
    public static RegistryResult<WatchRequest> Read(HttpContext context, IReadOnlyList<string?> services)
    {
        var query = context.Request.Query;
        List<FieldError> errors = [];
        double? heartbeat = null;
        if (query.ContainsKey("heartbeat"))
        {
            heartbeat = DurationText.TryParse(query["heartbeat"], out var interval) ? interval.TotalSeconds : double.NaN;
        }

        var confirm = query["confirm"].ToString();
        if (confirm is not ("" or "true" or "false"))
        {
            errors.Add(new FieldError("confirm", "must be true or false"));
        }

        var dto = new WatchRequestDto
        {
            Targets = [.. services.Distinct(StringComparer.OrdinalIgnoreCase).Select(static s => new WatchTargetDto { Service = s })],
            WatcherId = TextOf(query, "watcherId"),
            WatcherName = TextOf(query, "watcherName"),
            Confirm = confirm == "true",
            HeartbeatSeconds = heartbeat,
        };
        return Finish(context, dto, errors);
    }

    /// <summary>Checks a request and takes the Last-Event-ID in.</summary>
    public static RegistryResult<WatchRequest> Finish(HttpContext context, WatchRequestDto dto, List<FieldError> errors)
    {
        var request = dto.ToDomain();
        if (!request.IsSuccess)
        {
            errors.AddRange(request.Error.Fields);
            return RegistryError.Invalid(errors);
        }

        var result = Resume(context, request.Value, errors);
        return errors.Count == 0 ? result : RegistryError.Invalid(errors);
    }

    private static WatchRequest Resume(HttpContext context, WatchRequest request, List<FieldError> errors)
    {
        var header = context.Request.Headers[RegistryHeaders.LastEventId];
        var text = header.Count > 0 ? header.ToString() : TextOf(context.Request.Query, "lastEventId");
        if (string.IsNullOrEmpty(text))
        {
            return request;
        }

        ServiceName? only = request.Targets.Count == 1 ? request.Targets[0].Service : null;
        if (!WatchEventId.TryParse(text, only, out var held))
        {
            errors.Add(new FieldError(RegistryHeaders.LastEventId, "must be the id of an event: service@epoch-revision, several joined by commas"));
            return request;
        }

        return request with
        {
            Targets = [.. request.Targets.Select(t => held.TryGetValue(t.Service, out var position) ? t with { From = position } : t)],
        };
    }

    private static string? TextOf(IQueryCollection query, string name)
    {
        var value = query[name].ToString();
        return value.Length == 0 ? null : value;
    }
}
