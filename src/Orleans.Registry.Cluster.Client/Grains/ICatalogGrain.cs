namespace Orleans.Registry.Cluster;

/// <summary>
/// One shard of the names of services; its key is the shard's number. It reads the names from the store when it activates
/// and hears of new ones from their owners.
/// </summary>
[Alias("Orleans.Registry.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>A service is about to have its first change. False when the registry has its most of services.</summary>
    [Alias("Add")]
    Task<RegistryResult<bool>> AddAsync(ServiceName service);

    /// <summary>The services of this shard, in no promised order, each as its owner sees it now.</summary>
    [Alias("List")]
    Task<RegistryResult<ServiceFigures[]>> ListAsync(string prefix);
}
