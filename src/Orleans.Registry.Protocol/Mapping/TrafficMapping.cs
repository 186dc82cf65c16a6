namespace Orleans.Registry.Protocol;

/// <summary>Traffic policies to the wire and back.</summary>
internal static class TrafficMapping
{
    public static TrafficPolicyDto ToDto(TrafficPolicy traffic) => new()
    {
        HeaderRoutes = [.. traffic.HeaderRoutes.Select(ToDto)],
        Splits = [.. traffic.Splits.Select(static s => new VersionSplitDto { Version = s.Version.ToString(), Weight = s.Weight })],
        Locality = WireNames.Of(traffic.Locality),
        MinLocalInstances = traffic.MinLocalInstances,
        TimeoutSeconds = traffic.Timeout?.TotalSeconds,
        Retries = traffic.Retries,
        BreakerFailures = traffic.BreakerFailures,
        BreakerOpenForSeconds = traffic.BreakerOpenFor.TotalSeconds,
    };

    public static TrafficPolicy Read(TrafficPolicyDto? dto, TrafficPolicy standard, FieldReader read) => new()
    {
        HeaderRoutes = EquatableArray<HeaderRoute>.Create(dto?.HeaderRoutes?.Select((r, i) => Read(r, read.Within("headerRoutes", i)))),
        Splits = EquatableArray<VersionSplit>.Create(dto?.Splits?.Select((s, i) => Read(s, read.Within("splits", i)))),
        Locality = read.Name("locality", dto?.Locality, standard.Locality),
        MinLocalInstances = read.Int("minLocalInstances", dto?.MinLocalInstances, standard.MinLocalInstances),
        Timeout = dto?.TimeoutSeconds is null ? standard.Timeout : read.Duration("timeoutSeconds", dto.TimeoutSeconds, default),
        Retries = read.Int("retries", dto?.Retries, standard.Retries),
        BreakerFailures = read.Int("breakerFailures", dto?.BreakerFailures, standard.BreakerFailures),
        BreakerOpenFor = read.Duration("breakerOpenForSeconds", dto?.BreakerOpenForSeconds, standard.BreakerOpenFor),
    };

    private static HeaderRouteDto ToDto(HeaderRoute route)
        => new() { Header = route.Header, Value = route.Value, Version = route.Version.ToString() };

    private static HeaderRoute Read(HeaderRouteDto? dto, FieldReader read)
        => new(read.Required("header", dto?.Header, string.Empty), dto?.Value ?? string.Empty, read.Range("version", dto?.Version));

    private static VersionSplit Read(VersionSplitDto? dto, FieldReader read)
    {
        if (dto?.Weight is null)
        {
            read.Refuse("weight", "is required");
        }

        return new VersionSplit(read.Range("version", dto?.Version), read.Int("weight", dto?.Weight, 0));
    }
}
