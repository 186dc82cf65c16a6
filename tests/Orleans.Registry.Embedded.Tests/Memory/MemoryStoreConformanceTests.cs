using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Embedded.Tests.Memory;

public sealed class MemoryStoreConformanceTests : RegistryStoreConformance
{
    private readonly ManualTimeProvider _time = new();

    protected override int LargestAppend => 2_000;

    protected override IRegistryStore CreateStore(StoreSetup setup) => new MemoryRegistryStore(_time, setup.LogCapacity);

    protected override void LetPass(TimeSpan time) => _time.Advance(time);
}
