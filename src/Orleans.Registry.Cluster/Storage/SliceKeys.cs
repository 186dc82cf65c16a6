using System.Globalization;

namespace Orleans.Registry.Cluster;

/// <summary>Where the records of a <see cref="GrainStorageRegistryStore"/> are: ids of grains that do not exist. Pure.</summary>
internal static class SliceKeys
{
    /// <summary>The type in the ids.</summary>
    public const string GrainType = "service-registry-store";

    /// <summary>Changes of one piece of a log.</summary>
    public const int SegmentLength = 16;

    /// <summary>Shards of the names.</summary>
    public const int NameShards = 64;

    /// <summary>Instances of one chunk, about; when there are more, there will be more chunks.</summary>
    public const int ChunkLength = 32;

    public static GrainId Claim { get; } = Id("/claim");

    public static GrainId Names(int shard) => Id(string.Create(CultureInfo.InvariantCulture, $"/names.{shard}"));

    public static GrainId Head(ServiceName service) => Id($"{service}/head");

    public static GrainId Documents(ServiceName service) => Id($"{service}/documents");

    public static GrainId Chunk(ServiceName service, int generation, int chunk)
        => Id(string.Create(CultureInfo.InvariantCulture, $"{service}/instances.{generation}.{chunk}"));

    public static GrainId Segment(ServiceName service, long segment) => Id(string.Create(CultureInfo.InvariantCulture, $"{service}/log.{segment}"));

    /// <summary>The chunk an instance is in.</summary>
    public static int ChunkOf(InstanceId id, int generation) => (int)(StableHash.Of(id.Value) & ((1u << generation) - 1));

    /// <summary>The least generation whose chunks hold that many instances.</summary>
    public static int GenerationFor(int count, int atLeast)
    {
        var generation = atLeast;
        while (count > ChunkLength << generation && generation < 20)
        {
            generation++;
        }

        return generation;
    }

    private static GrainId Id(string key) => GrainId.Create(GrainType, key);
}
