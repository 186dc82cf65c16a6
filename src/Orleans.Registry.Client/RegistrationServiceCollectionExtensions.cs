using System.Globalization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Registry.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds registration of the host with a service registry.</summary>
public static class RegistrationServiceCollectionExtensions
{
    /// <summary>
    /// Registers this host with the <see cref="Orleans.Registry.IServiceRegistry"/> of the container once it has started,
    /// keeps its lease alive, and drains and deregisters it before its server stops. May be called more than once, for
    /// instance for several services in one process.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">
    /// Says what the host is; validated at start. It needs an address, unless an <see cref="IHostEndpointProvider"/> is there.
    /// </param>
    public static ServiceRegistrationBuilder AddServiceRegistration(this IServiceCollection services, Action<ServiceRegistrationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddServiceRegistrar();
        var count = services.Count(static d => d.ServiceType == typeof(HostRegistrationSource));
        var name = string.Create(CultureInfo.InvariantCulture, $"registration {count + 1}");
        services.AddSingleton(new HostRegistrationSource(name));
        services.AddOptionsWithValidateOnStart<ServiceRegistrationOptions>(name).Configure(configure);
        return new ServiceRegistrationBuilder(services, name);
    }

    /// <summary>
    /// Adds <see cref="IServiceRegistrar"/>, for programs that register instances while they run. Idempotent; part of
    /// <see cref="AddServiceRegistration"/>.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Says how registrations are kept alive; validated at start.</param>
    public static IServiceCollection AddServiceRegistrar(this IServiceCollection services, Action<ServiceRegistrarOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<ServiceRegistrarOptions>().Configure(configure ?? (static _ => { }));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceRegistrarOptions>, ServiceRegistrarOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceRegistrationOptions>, ServiceRegistrationOptionsValidator>());
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClientRandom>();
        services.TryAddSingleton<InstanceRegistering>();
        services.TryAddSingleton<LeaseRenewing>();
        services.TryAddSingleton<InstanceRemoval>();
        services.TryAddSingleton<ServiceRegistrar>();
        services.TryAddSingleton<IServiceRegistrar>(static p => p.GetRequiredService<ServiceRegistrar>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HostRegistrationService>());
        return services;
    }
}
