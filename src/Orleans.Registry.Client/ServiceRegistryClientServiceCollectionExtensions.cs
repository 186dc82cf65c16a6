using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the registry over HTTP.</summary>
public static class ServiceRegistryClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="HttpServiceRegistry"/> as the container's <see cref="IServiceRegistry"/>, unless there is one already.
    /// May be called more than once; settings add up.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Says how to reach the registry; validated at start.</param>
    public static IServiceCollection AddServiceRegistryClient(
        this IServiceCollection services, Action<ServiceRegistryClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptionsWithValidateOnStart<ServiceRegistryClientOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<ServiceRegistryClientOptions>, ServiceRegistryClientOptionsValidator>());
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClientRandom>();
        services.TryAddSingleton(static p => new HttpServiceRegistry(
            p.GetRequiredService<IOptions<ServiceRegistryClientOptions>>().Value,
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILoggerFactory>(),
            p.GetRequiredService<ClientRandom>()));
        services.TryAddSingleton<IServiceRegistry>(static p => p.GetRequiredService<HttpServiceRegistry>());
        services.TryAddSingleton(static p => p.GetRequiredService<HttpServiceRegistry>().Connection);
        return services;
    }
}
