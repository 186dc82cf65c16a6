namespace Orleans.Registry.Embedded.Journal;

/// <summary>A place between two segments that a snapshot is made for.</summary>
/// <param name="Segment">The last segment before it.</param>
/// <param name="NextSequence">The first frame behind it.</param>
/// <param name="Services">How many services are stored before it.</param>
/// <param name="Claim">The claim in force.</param>
internal sealed record JournalCut(long Segment, long NextSequence, int Services, StoreClaim? Claim);
