using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Registry.Cluster.Etcd;
using Orleans.Registry.Engine;
using Orleans.Registry.Persistence.Etcd;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Adds grain storage on etcd to a silo.</summary>
public static class EtcdGrainStorageSiloBuilderExtensions
{
    /// <summary>
    /// Adds a grain storage provider that keeps states in etcd, compared by the revision of their last change on every write.
    /// It may be used by any grain, not only by the registry.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configure">Its settings.</param>
    public static ISiloBuilder AddEtcdGrainStorage(this ISiloBuilder builder, string name, Action<EtcdStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<EtcdStorageOptions>(name).Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Transient<
            IPostConfigureOptions<EtcdStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<EtcdStorageOptions>>());
        services.AddTransient<IConfigurationValidator>(s => new EtcdStorageOptionsValidator(SettingsOf(s, name), name));

        // Of all providers of the silo; disposed of with its services.
        services.TryAddSingleton(static s => new EtcdStoreInstruments(s.GetService<IMeterFactory>()));
        services.AddGrainStorage(name, Create);
        return builder;
    }

    private static EtcdGrainStorage Create(IServiceProvider services, string name)
    {
        var settings = SettingsOf(services, name);
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<EtcdGrainStorage>>();
        return new EtcdGrainStorage(
            name,
            settings,
            services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            new GrpcEtcdClient(settings, time, services.GetRequiredService<EtcdStoreInstruments>(), logger),
            new StoreWait(settings.ToString(), settings.StoreWait, time, logger));
    }

    private static EtcdStorageOptions SettingsOf(IServiceProvider services, string name)
        => services.GetRequiredService<IOptionsMonitor<EtcdStorageOptions>>().Get(name);
}
