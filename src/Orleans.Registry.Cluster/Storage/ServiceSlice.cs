namespace Orleans.Registry.Cluster;

/// <summary>A part of a service that the head does not hold: some of its instances, a piece of its log, its documents.</summary>
[GenerateSerializer, Alias("Orleans.Registry.ServiceSlice")]
internal sealed class ServiceSlice
{
    /// <summary>The lineage it belongs to; of another one it counts as missing.</summary>
    [Id(0)]
    public ulong Epoch { get; set; }

    /// <summary>The last change in it.</summary>
    [Id(1)]
    public long UpTo { get; set; }

    /// <summary>The records, in the form of <see cref="SliceCodec"/>.</summary>
    [Id(2)]
    public byte[] Data { get; set; } = [];
}
