using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.Persistence.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Redis store.</summary>
public static class RedisRegistryStoreServiceCollectionExtensions
{
    /// <summary>
    /// Makes <see cref="RedisRegistryStore"/> the <see cref="IRegistryStore"/> of the registry, unless one was added before. Its
    /// options are checked when the host starts. Calling it again only configures the options further.
    /// </summary>
    public static IServiceCollection AddRedisRegistryStore(this IServiceCollection services, Action<RedisRegistryStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<RedisRegistryStoreOptions>().Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisRegistryStoreOptions>, RedisRegistryStoreOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRegistryStore, RedisRegistryStore>();
        return services;
    }
}
