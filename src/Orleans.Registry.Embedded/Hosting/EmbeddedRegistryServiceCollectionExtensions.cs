using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.Embedded;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the registry in one process to a host.</summary>
public static class EmbeddedRegistryServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="IServiceRegistry"/> that runs inside this process and starts and stops with the host. Without a
    /// further choice of a store its records live in memory only. May be called more than once.
    /// </summary>
    public static EmbeddedRegistryBuilder AddEmbeddedServiceRegistry(
        this IServiceCollection services, Action<EmbeddedRegistryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<EmbeddedRegistryOptions>().ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmbeddedRegistryOptions>, EmbeddedRegistryOptionsValidator>());

        // Not added as a store of the container: it would stand in the way of one that is chosen later.
        services.TryAddSingleton(static s => new EmbeddedServiceRegistry(
            s.GetService<IRegistryStore>() ?? new MemoryRegistryStore(s.GetRequiredService<TimeProvider>()),
            s.GetRequiredService<IOptions<EmbeddedRegistryOptions>>().Value,
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            s.GetService<IHealthCheckRunner>(),
            s.GetService<IMeterFactory>()));
        services.TryAddSingleton<IServiceRegistry>(static s => s.GetRequiredService<EmbeddedServiceRegistry>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EmbeddedRegistryService>());
        return new EmbeddedRegistryBuilder(services);
    }
}
