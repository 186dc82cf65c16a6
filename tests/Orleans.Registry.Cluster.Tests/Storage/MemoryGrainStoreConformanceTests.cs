namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>The store over Orleans' memory grain storage.</summary>
public sealed class MemoryGrainStoreConformanceTests : SiloStoreConformance
{
    protected override void AddStorage(ISiloBuilder silo, string name) => silo.AddMemoryGrainStorage(name);
}
