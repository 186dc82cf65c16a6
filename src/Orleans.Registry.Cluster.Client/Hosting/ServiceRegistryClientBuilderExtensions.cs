using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Registry;
using Orleans.Registry.Cluster;

namespace Orleans.Hosting;

/// <summary>Gives an Orleans client the registry of its cluster.</summary>
public static class ServiceRegistryClientBuilderExtensions
{
    /// <summary>
    /// Adds an <see cref="IServiceRegistry"/> over the grains of the cluster, and lets the client call those grains itself.
    /// May be called more than once.
    /// </summary>
    public static IClientBuilder AddServiceRegistry(this IClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        RegistrySerializer.Add(builder.Services);
        builder.Services.TryAddSingleton(static s => new GrainServiceRegistry(
            s.GetRequiredService<IClusterClient>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILoggerFactory>(),
            s.GetService<IMeterFactory>()));
        builder.Services.TryAddSingleton<IServiceRegistry>(static s => s.GetRequiredService<GrainServiceRegistry>());
        return builder;
    }
}
