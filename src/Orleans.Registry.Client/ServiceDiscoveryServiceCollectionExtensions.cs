using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.Client;
using Orleans.Registry.Routing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds discovery of instances to call.</summary>
public static class ServiceDiscoveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IServiceDiscovery"/> over the container's <see cref="IServiceRegistry"/>. Balancing policies of the
    /// program's own are <see cref="ILoadBalancingPolicy"/> services. May be called more than once; settings add up.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Says how to find and choose; validated at start.</param>
    public static IServiceCollection AddServiceDiscovery(this IServiceCollection services, Action<ServiceDiscoveryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptionsWithValidateOnStart<ServiceDiscoveryOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceDiscoveryOptions>, ServiceDiscoveryOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceDiscoveryHttpOptions>, ServiceDiscoveryHttpOptionsValidator>());
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClientRandom>();
        services.TryAddSingleton<ClientInstruments>();
        services.TryAddSingleton<IServiceDiscovery>(static p => new ServiceDiscoveryClient(
            p.GetRequiredService<IServiceRegistry>(),
            p.GetRequiredService<IOptions<ServiceDiscoveryOptions>>(),
            p.GetServices<ILoadBalancingPolicy>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ClientRandom>(),
            p.GetRequiredService<ILoggerFactory>(),
            p.GetRequiredService<ClientInstruments>(),
            p.GetService<IRegistryConnection>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ServiceDiscoveryService>());
        return services;
    }

    /// <summary>
    /// Makes the client send requests that name a service, such as <c>http://orders/items/1</c>, to a live instance of it.
    /// IP addresses, <c>localhost</c> and addresses with a port of their own are left alone.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Says how this client calls; validated at start.</param>
    public static IHttpClientBuilder AddServiceDiscovery(this IHttpClientBuilder builder, Action<ServiceDiscoveryHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddServiceDiscovery();
        var options = builder.Services.AddOptionsWithValidateOnStart<ServiceDiscoveryHttpOptions>(builder.Name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.ConfigurePrimaryHttpMessageHandler((handler, services) =>
        {
            if (handler is SocketsHttpHandler { ConnectTimeout: var limit } sockets && limit == Timeout.InfiniteTimeSpan)
            {
                sockets.ConnectTimeout = services.GetRequiredService<IOptionsMonitor<ServiceDiscoveryHttpOptions>>().Get(builder.Name).ConnectTimeout;
            }
        });
        return builder.AddHttpMessageHandler(services => new ServiceDiscoveryHandler(
            services.GetRequiredService<IServiceDiscovery>(),
            services.GetRequiredService<IOptionsMonitor<ServiceDiscoveryHttpOptions>>().Get(builder.Name),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ClientInstruments>(),
            services.GetRequiredService<ILogger<ServiceDiscoveryHandler>>()));
    }
}
