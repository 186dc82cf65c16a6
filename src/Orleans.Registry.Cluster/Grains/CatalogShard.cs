namespace Orleans.Registry.Cluster;

/// <summary>Which shard of the catalog knows a service: the same in every process and version.</summary>
internal static class CatalogShard
{
    public static int Of(ServiceName service, int shards)
    {
        // FNV-1a, see http://www.isthe.com/chongo/tech/comp/fnv/: names are ASCII, and the hash of the platform is another in every process.
        var hash = 2166136261u;
        foreach (var letter in service.Value)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)(hash % (uint)shards);
    }
}
