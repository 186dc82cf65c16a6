using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>The suite of all stores, on real files.</summary>
public abstract class JournalConformance(StoreDurability durability) : DurableStoreConformance
{
    private readonly ManualTimeProvider _time = new();
    private readonly TemporaryDirectory _directory = new();

    protected override int LargestAppend => 2_000;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override IRegistryStore CreateStore(StoreSetup setup) => new JournalRegistryStore(
        new JournalStoreOptions { Directory = _directory.Path, Durability = durability, LogCapacity = setup.LogCapacity },
        _time,
        NullLogger<JournalRegistryStore>.Instance);

    protected override Task CompactAsync(IRegistryStore store) => ((JournalRegistryStore)store).Compactor.CompactAsync();

    protected override void LetPass(TimeSpan time) => _time.Advance(time);
}
