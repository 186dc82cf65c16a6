using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the running of health checks to a host of the registry.</summary>
public static class HealthCheckServiceCollectionExtensions
{
    /// <summary>
    /// Lets the registry of this host, embedded or in a silo, run the http, tcp, grpc and (if allowed) script checks that
    /// instances ask for. Without it such registrations are refused. May be called more than once; settings add up.
    /// </summary>
    public static IServiceCollection AddServiceRegistryHealthChecks(
        this IServiceCollection services, Action<HealthCheckOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<HealthCheckOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HealthCheckOptions>, HealthCheckOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHealthCheckRunner>(static s => new HealthCheckRunner(
            s.GetRequiredService<IOptions<HealthCheckOptions>>().Value,
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            s.GetService<IMeterFactory>()));
        return services;
    }
}
