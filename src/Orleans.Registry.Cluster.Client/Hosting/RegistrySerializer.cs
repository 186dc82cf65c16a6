using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Makes the contract's types known to the serializer of a silo or a client. <c>AddServiceRegistry()</c> does that already: this
/// is for silos and clients that reference the package and have no registry. Without it Orleans does not start in the environment
/// Development, where it checks that it can carry every type it finds; elsewhere it does.
/// </summary>
public static class RegistrySerializer
{
    private const uint FirstTypeId = 0x4F52_4700;

    // What hot calls answer: known by a number instead of by a name that is written and looked up with each answer. Part of the
    // wire: append only.
    private static readonly Type[] Answers =
    [
        typeof(RegistryTypesCodec),
        typeof(RenewalOutcome),
        typeof(RegistryResult<ServiceAnswer>),
        typeof(RegistryResult<DiscoveryAnswer>),
        typeof(RegistryResult<InstanceAnswer>),
    ];

    /// <summary>Adds to the services of a silo or a client. May be called more than once.</summary>
    public static void Add(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static s => s.ServiceType == typeof(RegistryTypesCodec)))
        {
            return;
        }

        services.AddSingleton<RegistryTypesCodec>();
        services.AddSingleton<IGeneralizedCodec>(static s => s.GetRequiredService<RegistryTypesCodec>());
        services.AddSingleton<IGeneralizedCopier>(static s => s.GetRequiredService<RegistryTypesCodec>());
        services.AddSingleton<ITypeFilter>(static s => s.GetRequiredService<RegistryTypesCodec>());
        services.Configure<TypeManifestOptions>(static o =>
        {
            o.WellKnownTypeAliases["Orleans.Registry.Types"] = typeof(RegistryTypesCodec);
            for (var i = 0; i < Answers.Length; i++)
            {
                o.WellKnownTypeIds[FirstTypeId + (uint)i] = Answers[i];
            }
        });
        services.TryAddSingleton(TimeProvider.System);
    }
}
