namespace Orleans.Registry;

/// <summary>One health check of an instance, as its program asked for it. Equal by value. Immutable.</summary>
/// <param name="Name">Unique within the instance; 1 to 64 characters.</param>
/// <param name="Kind">How to check.</param>
public sealed record HealthCheckDefinition(string Name, HealthCheckKind Kind)
{
    /// <summary>The <see cref="Method"/> unless said otherwise.</summary>
    public const string DefaultMethod = "GET";

    /// <summary>The <see cref="SuccessCodes"/> unless said otherwise.</summary>
    public const string DefaultSuccessCodes = "200-299";

    /// <summary>
    /// What to check; at most 1024 characters. <see cref="HealthCheckKind.Http"/>: a URL, or a path (<c>/health</c>) or port and
    /// path (<c>:8081/health</c>) at the instance's own address. <see cref="HealthCheckKind.Tcp"/>: <c>host:port</c>, or
    /// <c>:port</c> at the own address. <see cref="HealthCheckKind.Grpc"/>: <c>host:port</c>, <c>:port</c>, or a URL that says
    /// http or https, each with <c>/service</c> behind it to ask for one service of the server, or <c>/service</c> alone.
    /// Empty for the instance's own address and port. <see cref="HealthCheckKind.Script"/>: a program and its arguments.
    /// <see cref="HealthCheckKind.Reported"/>: not used.
    /// </summary>
    public string Target { get; init; } = string.Empty;

    /// <summary>Time between two checks. Default 10 s; 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one check may take. Default 5 s; 10 ms to 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Failures in a row before the instance is unhealthy. Default 1; 1 to 100. Counted by whoever runs the check: by the
    /// registry, or by whoever reports a <see cref="HealthCheckKind.Reported"/> one, of which every report counts.
    /// </summary>
    public int FailuresBeforeUnhealthy { get; init; } = 1;

    /// <summary>
    /// Successes in a row before the instance is healthy, again or for the first time. Default 1; 1 to 100. Counted like
    /// <see cref="FailuresBeforeUnhealthy"/>.
    /// </summary>
    public int SuccessesBeforeHealthy { get; init; } = 1;

    /// <summary>Method of an HTTP check. Default <c>GET</c>; also <c>HEAD</c>, <c>OPTIONS</c>, <c>POST</c>, <c>PUT</c>, without a body.</summary>
    public string Method { get; init; } = DefaultMethod;

    /// <summary>
    /// Headers of an HTTP check; at most 16. Default none. Whoever may read the instance can read them: they are no place for
    /// secrets.
    /// </summary>
    public StringMap Headers { get; init; } = StringMap.Empty;

    /// <summary>Status codes with which an HTTP check passes, see <see cref="HttpStatusCodes"/>. Default <c>200-299</c>.</summary>
    public string SuccessCodes { get; init; } = DefaultSuccessCodes;

    /// <summary>Whether the registry runs it: every kind but <see cref="HealthCheckKind.Reported"/>.</summary>
    public bool IsActive => Kind > HealthCheckKind.Reported;
}
