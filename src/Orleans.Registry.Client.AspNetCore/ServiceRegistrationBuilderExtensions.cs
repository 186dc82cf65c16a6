using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Registry;
using Orleans.Registry.Client;
using Orleans.Registry.Client.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a registration can take from the web program that makes it.</summary>
public static class ServiceRegistrationBuilderExtensions
{
    /// <summary>
    /// The name of the check under which <see cref="ReportHealthChecks"/> reports, of kind
    /// <see cref="HealthCheckKind.Reported"/>.
    /// </summary>
    public const string HostCheckName = "host";

    /// <summary>
    /// Takes address, port and protocol that the options leave empty from the addresses the server listens at, once it does,
    /// so that a free port will do. For an address that means "everywhere" it is this machine's own. Holds for every
    /// registration of the host. Idempotent.
    /// </summary>
    /// <param name="builder">The registration.</param>
    public static ServiceRegistrationBuilder UseServerAddress(this ServiceRegistrationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostEndpointProvider, ServerEndpointProvider>());
        return builder;
    }

    /// <summary>
    /// Reports what the host's own health checks (<c>AddHealthChecks()</c>) find, as check <see cref="HostCheckName"/> of the
    /// instance: unhealthy when one of them is, else passed, also when degraded. The report names the checks that failed and
    /// says nothing of why. It is made when the checks run by themselves: first and how often,
    /// <see cref="HealthCheckPublisherOptions"/> say (5 s after the start, then every 30 s). Until the first report the
    /// instance is what it registers as; with <see cref="ServiceRegistrationOptions.StartsNotReady"/> it gets no calls before
    /// its checks have passed once. Call it once for a registration.
    /// </summary>
    /// <param name="builder">The registration.</param>
    public static ServiceRegistrationBuilder ReportHealthChecks(this ServiceRegistrationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<ServiceRegistrationOptions>(
            builder.Name, static o => o.HealthChecks.Add(new HealthCheckDefinition(HostCheckName, HealthCheckKind.Reported)));
        builder.Services.AddHealthChecks();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, RegistryHealthPublisher>());
        return builder;
    }
}
