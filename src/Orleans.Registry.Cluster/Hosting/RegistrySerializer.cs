using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;

namespace Orleans.Registry.Cluster;

/// <summary>Makes the contract's types known to the serializer of a silo or a client.</summary>
internal static class RegistrySerializer
{
    public static void Add(IServiceCollection services)
    {
        if (services.Any(static s => s.ServiceType == typeof(RegistryTypesCodec)))
        {
            return;
        }

        services.AddSingleton<RegistryTypesCodec>();
        services.AddSingleton<IGeneralizedCodec>(static s => s.GetRequiredService<RegistryTypesCodec>());
        services.AddSingleton<IGeneralizedCopier>(static s => s.GetRequiredService<RegistryTypesCodec>());
        services.AddSingleton<ITypeFilter>(static s => s.GetRequiredService<RegistryTypesCodec>());
        services.Configure<TypeManifestOptions>(static o => o.WellKnownTypeAliases["Orleans.Registry.Types"] = typeof(RegistryTypesCodec));
        services.TryAddSingleton(TimeProvider.System);
    }
}
