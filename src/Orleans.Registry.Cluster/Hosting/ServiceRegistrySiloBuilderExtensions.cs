using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.Cluster;

namespace Orleans.Hosting;

/// <summary>Adds the registry to a silo.</summary>
public static class ServiceRegistrySiloBuilderExtensions
{
    /// <summary>
    /// Hosts the registry in this silo, beside whatever else runs in it, and gives the silo's own code an
    /// <see cref="IServiceRegistry"/>. It takes nothing of the silo that has one owner: clustering, reminders, default grain
    /// storage and default streams stay the host's. The silo must have a reminder service, and, unless another store is
    /// chosen, a grain storage named <see cref="ClusterRegistryOptions.DefaultProviderName"/>.
    /// </summary>
    public static ClusterRegistryBuilder AddServiceRegistry(this ISiloBuilder builder, Action<ClusterRegistryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<ClusterRegistryOptions>().ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        builder.AddReminders();
        RegistrySerializer.Add(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterRegistryOptions>, ClusterRegistryOptionsValidator>());
        services.TryAddSingleton(static s => new ClusterStore(
            s.GetService<IRegistryStore>() ?? GrainStorageRegistryBuilderExtensions.Create(s, ClusterRegistryOptions.DefaultProviderName)));
        services.TryAddSingleton<StoreReach>();
        services.TryAddSingleton<SiloCounters>();
        services.TryAddSingleton<OwnedServices>();
        services.TryAddSingleton<SiloLeases>();
        services.TryAddSingleton<SiloChecks>();
        services.TryAddSingleton(static s => new SiloStopping(s.GetService<IHostApplicationLifetime>()));
        services.TryAddSingleton<LeaseLocations>();
        services.TryAddSingleton<OtherSilos>();
        services.TryAddSingleton<LocalRegistry>();
        services.TryAddSingleton<ServiceEventPublisher>();
        services.TryAddSingleton(static s => new GrainServiceRegistry(
            s.GetRequiredService<IClusterClient>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILoggerFactory>(),
            s.GetService<IMeterFactory>(),
            s.GetRequiredService<SiloCounters>().CountDiscovery,
            s.GetRequiredService<SiloStopping>().Token));
        services.TryAddSingleton<IServiceRegistry>(static s => s.GetRequiredService<GrainServiceRegistry>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, StoreOpener>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, SiloInstruments>());
        if (services.All(static s => s.ServiceType != typeof(IRegistrySiloClient)))
        {
            services.AddSingleton<IRegistrySiloClient, RegistrySiloClient>();
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static s => s.GetRequiredService<SiloLeases>());
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static s => s.GetRequiredService<SiloStopping>());
            builder.AddGrainService<RegistrySiloService>();
        }

        return new ClusterRegistryBuilder(services);
    }
}
