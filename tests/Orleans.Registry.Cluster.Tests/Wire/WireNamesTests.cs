using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Metadata;
using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Registry.Cluster.Tests.Wire;

/// <summary>
/// What silos, clients and the reminder table know types by. It must not depend on the assembly that a type is in, nor change
/// otherwise: silos and clients of two versions talk to each other while a cluster is upgraded.
/// </summary>
public sealed class WireNamesTests
{
    private static readonly Assembly[] Assemblies = [typeof(IServiceGrain).Assembly, typeof(ClusterRegistryOptions).Assembly];

    [Fact]
    public async Task Types_calls_and_grains_are_known_by_names_that_no_assembly_has_a_part_in()
    {
        await using var cluster = await RegistryCluster.StartAsync(new TestClusterSetup(), new MemoryStorage(4096));
        var services = cluster.Silos.GetSiloServiceProvider();
        var types = services.GetRequiredService<TypeConverter>();
        var interfaces = services.GetRequiredService<GrainInterfaceTypeResolver>();
        var grains = services.GetRequiredService<GrainTypeResolver>();
        var all = Assemblies.SelectMany(static a => a.GetTypes()).ToList();

        var carried = all.Where(static t => t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)).ToDictionary(static t => t.Name, t => types.Format(t));
        Assert.True(carried.Count > 10);
        Assert.All(carried, static c => Assert.Equal($"Orleans.Registry.{c.Key.Replace("Surrogate", string.Empty, StringComparison.Ordinal)}", c.Value));

        var calls = all.Where(static t => t is { IsClass: true, IsAbstract: false } && typeof(IInvokable).IsAssignableFrom(t)).Select(t => types.Format(t)).ToList();
        Assert.True(calls.Count > 50);
        Assert.All(calls, static c => Assert.Matches("""^\("inv",\[GrainRef\],\[Orleans\.Registry\.I[A-Za-z]+\],"[A-Za-z]+"\)$""", c));

        var asked = all.Where(static t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)).ToDictionary(static t => t.Name, t => $"{interfaces.GetGrainInterfaceType(t)}");
        Assert.True(asked.Count > 5);
        Assert.All(asked, static a => Assert.Equal($"Orleans.Registry.{a.Key}", a.Value));

        var hosted = all.Where(static t => t is { IsAbstract: false } && typeof(Grain).IsAssignableFrom(t)).Select(t => $"{grains.GetGrainType(t)}");
        Assert.Equal(["catalog", "instance", "registryrouter", "service"], hosted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Hot_answers_keep_their_numbers()
    {
        var services = new ServiceCollection();
        RegistrySerializer.Add(services);
        var known = services.BuildServiceProvider().GetRequiredService<IOptions<TypeManifestOptions>>().Value.WellKnownTypeIds;

        Assert.Equal(typeof(RenewalOutcome), known[0x4F52_4701]);
        Assert.Equal(typeof(RegistryResult<ServiceAnswer>), known[0x4F52_4702]);
        Assert.Equal(typeof(RegistryResult<DiscoveryAnswer>), known[0x4F52_4703]);
        Assert.Equal(typeof(RegistryResult<InstanceAnswer>), known[0x4F52_4704]);
        Assert.Equal("RegistryTypesCodec", known[0x4F52_4700].Name);
    }
}
