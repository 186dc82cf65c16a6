namespace Orleans.Registry.HealthChecks;

/// <summary>Makes the probes of a registry, and says which checks it cannot run. Thread-safe.</summary>
internal sealed class ProbeFactory : IDisposable
{
    private readonly HealthCheckOptions _options;
    private readonly NetworkGuard _guard;
    private readonly HttpMessageInvoker _http;

    public ProbeFactory(HealthCheckOptions options)
    {
        _options = options;
        _ = HealthCheckOptions.TryReadNetworks(options.DeniedNetworks, out var denied);
        _guard = new NetworkGuard(denied);
        _http = ProbeHttp.Create(options, _guard);
    }

    /// <summary>What of a check cannot be run here: a field and what is wrong with it; <c>null</c> when it can be run.</summary>
    public FieldError? Validate(HealthCheckDefinition check, InstanceDetails details)
        => check.Kind == HealthCheckKind.Script ? ValidateScript(check) : ValidateTarget(check, details);

    /// <summary>Makes the probe of a check that can be run here.</summary>
    public IProbe Create(HealthCheckDefinition check, ServiceInstance instance)
    {
        if (check.Kind == HealthCheckKind.Script)
        {
            return new ScriptProbe(CommandLine.Split(check.Target) ?? throw Unchecked(check), instance);
        }

        var endpoint = TargetReader.Read(check, instance.Details, out _) ?? throw Unchecked(check);
        return check.Kind switch
        {
            HealthCheckKind.Http => new HttpProbe(check, endpoint, _http, _options.QuoteReplies),
            HealthCheckKind.Grpc => new GrpcProbe(check, endpoint, () => ProbeHttp.CreateForOne(_options, _guard)),
            HealthCheckKind.Tcp => new TcpProbe(endpoint, _guard),
            _ => throw Unchecked(check),
        };
    }

    public void Dispose() => _http.Dispose();

    private FieldError? ValidateScript(HealthCheckDefinition check)
    {
        if (!_options.AllowScripts)
        {
            return new FieldError("kind", "must not be script: this registry runs no programs for those who register");
        }

        return CommandLine.Split(check.Target) is null
            ? new FieldError("target", "must be a program and its arguments, every quote closed")
            : null;
    }

    private FieldError? ValidateTarget(HealthCheckDefinition check, InstanceDetails details)
    {
        if (TargetReader.Read(check, details, out var error) is not { } endpoint)
        {
            return new FieldError("target", error);
        }

        if (_options.AllowedTargets == HealthCheckTargets.OwnAddress && !endpoint.Host.Equals(details.Address, StringComparison.OrdinalIgnoreCase))
        {
            return new FieldError("target", "must be at the instance's own address: this registry checks no other");
        }

        // Of a name it is seen only when it is connected to.
        return System.Net.IPAddress.TryParse(endpoint.Host, out var address) && _guard.IsDenied(address)
            ? new FieldError("target", $"must not be {endpoint.Host}, which is in a network that this registry does not check")
            : null;
    }

    private static ArgumentException Unchecked(HealthCheckDefinition check) => new($"Check '{check.Name}' cannot be run here.", nameof(check));
}
