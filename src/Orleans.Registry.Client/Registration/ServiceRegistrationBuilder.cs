using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Registry.Client;

/// <summary>Goes on configuring a registration that was added to a host.</summary>
public sealed class ServiceRegistrationBuilder
{
    internal ServiceRegistrationBuilder(IServiceCollection services, string name) => (Services, Name) = (services, name);

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The name that the registration's <see cref="ServiceRegistrationOptions"/> go by.</summary>
    public string Name { get; }
}
