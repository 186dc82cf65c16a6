using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.Persistence.Etcd;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the etcd store to a program.</summary>
public static class EtcdRegistryStoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="EtcdRegistryStore"/> as the program's <see cref="IRegistryStore"/>, if it has none yet. Options are checked
    /// when the host starts; a second call only adds to them. Clock, logs and metrics are taken from the program's services.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Sets options; may be <c>null</c> when they are bound elsewhere.</param>
    public static IServiceCollection AddEtcdRegistryStore(
        this IServiceCollection services, Action<EtcdRegistryStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<EtcdRegistryStoreOptions>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<EtcdRegistryStoreOptions>, EtcdRegistryStoreOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton<IRegistryStore>(static provider => new EtcdRegistryStore(
            provider.GetRequiredService<IOptions<EtcdRegistryStoreOptions>>().Value,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILoggerFactory>(),
            provider.GetService<IMeterFactory>()));
        return services;
    }
}
