namespace Orleans.Registry.Embedded.Journal;

/// <summary>The kinds of files; the numbers are the first eight bytes of each, read as ASCII.</summary>
internal enum FileKind : ulong
{
    /// <summary>Not one of ours.</summary>
    None = 0,

    /// <summary>A journal segment: <c>ORREGJNL</c>.</summary>
    Segment = 0x4C4E_4A47_4552_524F,

    /// <summary>A snapshot: <c>ORREGSNP</c>.</summary>
    Snapshot = 0x504E_5347_4552_524F,
}
