namespace Orleans.Registry.Protocol;

/// <summary>Request: register an instance or update its details. Absent members take the default of <see cref="InstanceDetails"/>.</summary>
public sealed class RegistrationDto
{
    /// <summary>The service; required.</summary>
    public string? Service { get; init; }

    /// <summary>The id; required.</summary>
    public string? Id { get; init; }

    /// <summary>The program's version.</summary>
    public string? Version { get; init; }

    /// <summary>Host name or IP address; required.</summary>
    public string? Address { get; init; }

    /// <summary>Port; 0 for none.</summary>
    public long? Port { get; init; }

    /// <summary>How to call it.</summary>
    public string? Protocol { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>Facts.</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }

    /// <summary>Checks the registry is to run or to expect.</summary>
    public IReadOnlyList<HealthCheckDto?>? HealthChecks { get; init; }

    /// <summary>Initial status: <c>starting</c> or <c>healthy</c> (default).</summary>
    public string? Status { get; init; }

    /// <summary>Region.</summary>
    public string? Region { get; init; }

    /// <summary>Zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Data center.</summary>
    public string? DataCenter { get; init; }

    /// <summary>Share of calls; default 100.</summary>
    public long? Weight { get; init; }

    /// <summary>TTL in seconds, 1 to 86400; absent for the service's default.</summary>
    public double? TtlSeconds { get; init; }

    /// <summary>Number of the registering process; see <see cref="IncarnationText"/>.</summary>
    public string? Incarnation { get; init; }
}
