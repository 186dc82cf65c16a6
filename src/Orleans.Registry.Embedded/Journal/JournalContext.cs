using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>What all parts of one journal share.</summary>
internal sealed record JournalContext(
    IJournalDirectory Directory, JournalStoreOptions Options, TimeProvider Time, ILogger Logger, JournalInstruments Instruments)
{
    /// <summary>Whether segments are zeroed ahead of what is written: it pays only where every group is synced.</summary>
    public bool ExtendsAhead => Options.Durability == StoreDurability.Disk;
}
