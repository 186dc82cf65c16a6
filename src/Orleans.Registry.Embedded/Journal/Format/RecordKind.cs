namespace Orleans.Registry.Embedded.Journal;

/// <summary>What a record in a frame is. New kinds need a new format version, because older readers refuse them.</summary>
internal enum RecordKind : byte
{
    /// <summary>Not a record.</summary>
    None = 0,

    /// <summary>Changes of one service.</summary>
    Append = 1,

    /// <summary>A claim on the store was drawn.</summary>
    Claim = 2,

    /// <summary>The store was closed in order: everything before is on the disk.</summary>
    Closed = 3,

    /// <summary>A whole service, in snapshots.</summary>
    Image = 4,

    /// <summary>The end of a snapshot: how many services it holds.</summary>
    End = 5,
}
