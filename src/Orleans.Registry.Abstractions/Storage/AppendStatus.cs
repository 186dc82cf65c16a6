namespace Orleans.Registry;

/// <summary>What became of an append.</summary>
public enum AppendStatus
{
    /// <summary>Not an answer; never returned.</summary>
    None = 0,

    /// <summary>All changes are stored, as durably as the store promises.</summary>
    Appended = 1,

    /// <summary>Nothing was stored: the stored revision or epoch is another. The writer must load again.</summary>
    RevisionConflict = 2,

    /// <summary>Nothing was stored: a higher claim exists. The writer must stop acknowledging.</summary>
    Fenced = 3,
}
