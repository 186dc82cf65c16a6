namespace Orleans.Registry.Protocol;

/// <summary>Health check definitions to the wire and back.</summary>
internal static class HealthCheckMapping
{
    public static HealthCheckDto[]? ToDtos(EquatableArray<HealthCheckDefinition> checks)
        => checks.Count == 0 ? null : checks.Select(ToDto).ToArray();

    public static EquatableArray<HealthCheckDefinition> ToDomain(IReadOnlyList<HealthCheckDto?>? checks, FieldReader read)
        => EquatableArray<HealthCheckDefinition>.Create(checks?.Select((check, index) => ToDomain(check, index, read)));

    private static HealthCheckDto ToDto(HealthCheckDefinition check) => new()
    {
        Name = check.Name,
        Kind = WireNames.Of(check.Kind),
        Target = check.Target,
        IntervalSeconds = check.Interval.TotalSeconds,
        TimeoutSeconds = check.Timeout.TotalSeconds,
        FailuresBeforeUnhealthy = check.FailuresBeforeUnhealthy,
        SuccessesBeforeHealthy = check.SuccessesBeforeHealthy,
        Method = check.Method == HealthCheckDefinition.DefaultMethod ? null : check.Method,
        Headers = check.Headers.Count == 0 ? null : check.Headers.ToDictionary(static h => h.Key, static h => (string?)h.Value),
        SuccessCodes = check.SuccessCodes == HealthCheckDefinition.DefaultSuccessCodes ? null : check.SuccessCodes,
    };

    private static HealthCheckDefinition ToDomain(HealthCheckDto? check, int index, FieldReader all)
    {
        var read = all.Within("healthChecks", index);
        var kind = read.RequiredName<HealthCheckKind>("kind", check?.Kind);
        var definition = new HealthCheckDefinition(read.Required("name", check?.Name, string.Empty), kind);
        return definition with
        {
            Target = check?.Target ?? string.Empty,
            Interval = read.Duration("intervalSeconds", check?.IntervalSeconds, definition.Interval),
            Timeout = read.Duration("timeoutSeconds", check?.TimeoutSeconds, definition.Timeout),
            FailuresBeforeUnhealthy = read.Int("failuresBeforeUnhealthy", check?.FailuresBeforeUnhealthy, 1),
            SuccessesBeforeHealthy = read.Int("successesBeforeHealthy", check?.SuccessesBeforeHealthy, 1),
            Method = check?.Method ?? HealthCheckDefinition.DefaultMethod,
            Headers = read.Map("headers", check?.Headers),
            SuccessCodes = check?.SuccessCodes ?? HealthCheckDefinition.DefaultSuccessCodes,
        };
    }
}
