namespace Orleans.Registry.Embedded.Journal;

/// <summary>Where the frames of a segment end.</summary>
/// <param name="Offset">The first byte after the last whole frame.</param>
/// <param name="NextSequence">The sequence of the frame that would follow.</param>
/// <param name="SyncedTo">How much of the segment its own frames say was on the disk.</param>
/// <param name="IsTorn">Whether something other than zeros follows.</param>
internal readonly record struct SegmentEnd(long Offset, long NextSequence, long SyncedTo, bool IsTorn);
