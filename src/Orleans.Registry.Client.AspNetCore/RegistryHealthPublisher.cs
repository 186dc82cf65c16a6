using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using HostReport = Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport;

namespace Orleans.Registry.Client.AspNetCore;

/// <summary>
/// Carries what the host's health checks found to the registry, for each registration that has the host's check. Every run
/// is reported, not only a change: an instance that the registry forgot meanwhile began anew as healthy.
/// </summary>
internal sealed partial class RegistryHealthPublisher(IServiceRegistrar registrar, ILogger<RegistryHealthPublisher> logger) : IHealthCheckPublisher
{
    private const int MaxOutput = 1024;

    public async Task PublishAsync(HostReport report, CancellationToken cancellationToken)
    {
        var found = Translate(report);
        await Task.WhenAll(registrar.Registrations.Where(IsDue).Select(r => ReportAsync(r, found, cancellationToken))).ConfigureAwait(false);
    }

    private static HealthReport Translate(HostReport report)
    {
        if (report.Status != HealthStatus.Unhealthy)
        {
            return new HealthReport(InstanceSignal.CheckPassed, ServiceRegistrationBuilderExtensions.HostCheckName);
        }

        // Names alone: a description may quote an exception, and everybody who reads the instance would see it.
        var failed = string.Join(", ", report.Entries.Where(static e => e.Value.Status == HealthStatus.Unhealthy).Select(static e => e.Key));
        var output = failed.Length <= MaxOutput ? failed : failed[..MaxOutput];
        return new HealthReport(InstanceSignal.CheckFailed, ServiceRegistrationBuilderExtensions.HostCheckName, output);
    }

    private static bool IsDue(IServiceRegistration registration)
        => registration.State == RegistrationState.Registered
            && registration.Registration.Details.HealthChecks.Any(static c
                => c is { Kind: HealthCheckKind.Reported, Name: ServiceRegistrationBuilderExtensions.HostCheckName });

    private async Task ReportAsync(IServiceRegistration registration, HealthReport found, CancellationToken cancellationToken)
    {
        var result = await registration.ReportHealthAsync(found, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } error)
        {
            LogNotReported(registration.Id, error.Code, error.Message);
        }
    }
}
