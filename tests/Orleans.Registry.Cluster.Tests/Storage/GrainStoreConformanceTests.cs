using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Stores;

namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>The store over grain storage, on one that keeps to ETags strictly.</summary>
public sealed class GrainStoreConformanceTests : SharedStoreConformance
{
    private readonly TestGrainStorage _storage = GrainStores.NewStorage();

    protected override int LargestAppend => 500;

    // A cluster has no standby: every silo is one. Its state is moved with the storage's own tools.
    protected override bool CanBeFollowed => false;

    protected override bool TakesImports => false;

    protected override TimeSpan ShortestClaim => TimeSpan.FromMilliseconds(200);

    protected override IRegistryStore CreateStore(StoreSetup setup) => GrainStores.Create(_storage, setup);
}
