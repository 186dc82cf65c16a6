using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Registry.Embedded;

/// <summary>Goes on configuring a registry that was added to a host.</summary>
public sealed class EmbeddedRegistryBuilder
{
    internal EmbeddedRegistryBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Chooses the store; the last choice counts.</summary>
    public EmbeddedRegistryBuilder UseStore(Func<IServiceProvider, IRegistryStore> store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Services.AddSingleton(store);
        return this;
    }
}
