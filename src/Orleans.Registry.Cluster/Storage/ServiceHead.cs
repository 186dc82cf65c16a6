namespace Orleans.Registry.Cluster;

/// <summary>
/// The record of a service that decides: whoever replaces it has written. What it holds itself are the last changes; those
/// up to <see cref="Checkpoint"/> are in the slices.
/// </summary>
[GenerateSerializer, Alias("Orleans.Registry.ServiceHead")]
internal sealed class ServiceHead
{
    /// <summary>The lineage.</summary>
    [Id(0)]
    public ulong Epoch { get; set; }

    /// <summary>The last change; 0 for a service that was only fenced so far.</summary>
    [Id(1)]
    public long Revision { get; set; }

    /// <summary>The last change that all slices hold; a multiple of <see cref="SliceKeys.SegmentLength"/>.</summary>
    [Id(2)]
    public long Checkpoint { get; set; }

    /// <summary>There are two to the power of this many chunks.</summary>
    [Id(3)]
    public int Generation { get; set; }

    /// <summary>How many instances.</summary>
    [Id(4)]
    public int Count { get; set; }

    /// <summary>Writers with a lower token, other than none, are refused.</summary>
    [Id(5)]
    public long Token { get; set; }

    /// <summary>The changes after the checkpoint, in the form of <see cref="SliceCodec"/>.</summary>
    [Id(6)]
    public byte[] Tail { get; set; } = [];

    public ServiceHead Copy() => (ServiceHead)MemberwiseClone();
}
