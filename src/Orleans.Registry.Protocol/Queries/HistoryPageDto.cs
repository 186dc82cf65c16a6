namespace Orleans.Registry.Protocol;

/// <summary>Answer: a piece of a change log.</summary>
public sealed class HistoryPageDto
{
    /// <summary>The lineage: 16 hexadecimal digits.</summary>
    public required string Epoch { get; init; }

    /// <summary>The oldest change that is kept.</summary>
    public long OldestRevision { get; init; }

    /// <summary>The newest change.</summary>
    public long LastRevision { get; init; }

    /// <summary>Changes in order.</summary>
    public required IReadOnlyList<ServiceChangeDto> Changes { get; init; }
}
