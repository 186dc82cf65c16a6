namespace Orleans.Registry.Embedded.Journal;

/// <summary>A segment that counts.</summary>
/// <param name="Number">Its number.</param>
/// <param name="FirstSequence">The sequence of its first frame.</param>
/// <param name="Length">Bytes of it that hold frames, file header included.</param>
internal readonly record struct SegmentInfo(long Number, long FirstSequence, long Length);
