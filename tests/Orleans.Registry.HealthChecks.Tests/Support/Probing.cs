namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>Runs one check once, as the registry would.</summary>
internal static class Probing
{
    public static async Task<ProbeResult> RunAsync(HealthCheckDefinition check, int port = 0, HealthCheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var probes = new ProbeFactory(options ?? new HealthCheckOptions { AllowScripts = true });
        var instance = Fleet.Instance("orders-1", port, check);
        Assert.Null(probes.Validate(check, instance.Details));
        return await probes.Create(check, instance).RunAsync(cancellationToken);
    }
}
