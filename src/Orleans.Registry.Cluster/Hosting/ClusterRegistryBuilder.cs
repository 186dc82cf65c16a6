using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Registry.Cluster;

/// <summary>Goes on configuring a registry that was added to a silo.</summary>
public sealed class ClusterRegistryBuilder
{
    internal ClusterRegistryBuilder(IServiceCollection services) => Services = services;

    /// <summary>The silo's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Chooses the store; the last choice counts. All silos of a cluster must choose the same, and nobody else may write to
    /// it: no embedded registry and no other cluster.
    /// </summary>
    public ClusterRegistryBuilder UseStore(Func<IServiceProvider, IRegistryStore> store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Services.AddSingleton(store);
        return this;
    }
}
