namespace Orleans.Registry.Cluster;

/// <summary>A position on the wire: in nearly every call, so without the text that <see cref="RegistryTypesCodec"/> would make of it.</summary>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.ServicePosition")]
internal readonly struct ServicePositionSurrogate(ulong epoch, long revision)
{
    [Id(0)]
    public readonly ulong Epoch = epoch;

    [Id(1)]
    public readonly long Revision = revision;
}
