using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Makes stores over grain storage for tests.</summary>
internal static class GrainStores
{
    /// <summary>A serializer as silos have one.</summary>
    public static Serializer Serializer { get; } = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    /// <summary>A fresh grain storage.</summary>
    public static TestGrainStorage NewStorage() => new(Serializer);

    /// <summary>A store on a grain storage.</summary>
    public static GrainStorageRegistryStore Create(IGrainStorage storage, StoreSetup setup)
        => new(storage, TimeProvider.System, NullLogger<GrainStorageRegistryStore>.Instance, setup.LogCapacity);
}
