namespace Orleans.Registry.Cluster;

/// <summary>Which shard of the catalog knows a service: the same in every process and version.</summary>
internal static class CatalogShard
{
    public static int Of(ServiceName service, int shards) => (int)(StableHash.Of(service.Value) % (uint)shards);
}
