namespace Orleans.Registry.Engine;

/// <summary>The rules for watch requests. Pure.</summary>
public static class WatchRequestValidator
{
    /// <summary>Most services of one stream.</summary>
    public const int MaxTargets = 10_000;

    /// <summary>All that is wrong with a request; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(WatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<FieldError> errors = [];
        if (request.Targets is null || request.Targets.Count is 0 or > MaxTargets)
        {
            errors.Add(new FieldError("targets", $"must be 1 to {MaxTargets} services"));
        }
        else if (request.Targets.Any(static t => t.Service.IsEmpty) || request.Targets.DistinctBy(static t => t.Service).Count() != request.Targets.Count)
        {
            errors.Add(new FieldError("targets", "must name each service once"));
        }

        if (request.WatcherId is null or { Length: > 64 })
        {
            errors.Add(new FieldError("watcherId", "must be at most 64 characters"));
        }

        if (request.WatcherName is null or { Length: > 128 })
        {
            errors.Add(new FieldError("watcherName", "must be at most 128 characters"));
        }

        if (!Enum.IsDefined(request.Confirmation))
        {
            errors.Add(new FieldError("confirmation", "must be never, onNext or explicit"));
        }

        if (request.HeartbeatInterval < TimeSpan.FromMilliseconds(100) || request.HeartbeatInterval > TimeSpan.FromMinutes(5))
        {
            errors.Add(new FieldError("heartbeatInterval", "must be 100 ms to 5 min"));
        }

        return errors;
    }
}
