using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>What all parts of one journal share.</summary>
internal sealed record JournalContext(
    IJournalDirectory Directory, JournalStoreOptions Options, TimeProvider Time, ILogger Logger, JournalInstruments Instruments)
{
    /// <summary>
    /// Bytes of a segment that are zeroed ahead of what is written; 0 for none, because it pays only where every group is
    /// synced.
    /// </summary>
    public int AheadBytes => Options.Durability == StoreDurability.Disk ? (int)Math.Min(ActiveSegment.MaxAheadBytes, Options.SegmentBytes / 16) : 0;
}
