using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Registry.AspNetCore;
using Orleans.Registry.Protocol;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the registry's HTTP door to a host.</summary>
public static class ServiceRegistryHttpServiceCollectionExtensions
{
    /// <summary>
    /// Adds what <c>MapServiceRegistry</c> needs, beside an <see cref="Orleans.Registry.IServiceRegistry"/> that the host
    /// adds. May be called more than once; settings add up.
    /// </summary>
    public static IServiceCollection AddServiceRegistryHttp(this IServiceCollection services, Action<ServiceRegistryHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ServiceRegistryHttpOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceRegistryHttpOptions>, ServiceRegistryHttpOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddRouting();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RegistryHttpInstruments>();
        services.TryAddSingleton<AnswerBudget>();
        services.TryAddSingleton<WatchFrames>();
        AddOpenApi(services);
        return services;
    }

    private static void AddOpenApi(IServiceCollection services)
    {
        if (services.Any(static s => s.ServiceType == typeof(OpenApiMarker)))
        {
            return;
        }

        services.AddSingleton<OpenApiMarker>();
        services.AddOpenApi(RegistryOpenApi.DocumentName, RegistryOpenApi.Configure);

        // The document's schemas come from the same metadata as the bodies.
        services.ConfigureHttpJsonOptions(static o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJsonContext.Default));
    }

    private sealed class OpenApiMarker;
}
