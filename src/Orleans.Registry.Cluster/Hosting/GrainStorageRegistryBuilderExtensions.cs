using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry.Cluster;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Keeps the records of a silo's registry in its grain storage.</summary>
public static class GrainStorageRegistryBuilderExtensions
{
    /// <summary>
    /// Chooses a grain storage provider of the silo as the store. The same provider may keep other things too: the registry's
    /// records have a grain type of their own.
    /// </summary>
    /// <param name="builder">The registry.</param>
    /// <param name="providerName">The provider's name. Default <see cref="ClusterRegistryOptions.DefaultProviderName"/>.</param>
    public static ClusterRegistryBuilder UseGrainStorage(
        this ClusterRegistryBuilder builder, string providerName = ClusterRegistryOptions.DefaultProviderName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(providerName);
        return builder.UseStore(services => Create(services, providerName));
    }

    internal static GrainStorageRegistryStore Create(IServiceProvider services, string providerName)
        => new(
            services.GetKeyedService<IGrainStorage>(providerName)
                ?? throw new InvalidOperationException($"The service registry finds no grain storage named '{providerName}' in the silo: add one, or choose another store."),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<GrainStorageRegistryStore>>(),
            services.GetRequiredService<IOptions<ClusterRegistryOptions>>().Value.LogCapacity);
}
