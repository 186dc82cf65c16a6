namespace Orleans.Registry.Embedded.Journal;

/// <summary>What a reader found where a frame could begin.</summary>
internal enum FrameStatus
{
    /// <summary>A whole frame.</summary>
    Frame = 0,

    /// <summary>The end: no more bytes, or nothing but the zeros that files are extended with.</summary>
    End = 1,

    /// <summary>Something that is neither.</summary>
    Damaged = 2,
}
