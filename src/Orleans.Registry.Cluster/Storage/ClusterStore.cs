namespace Orleans.Registry.Cluster;

/// <summary>
/// The store that the silo's registry uses: the one that was chosen, else the silo's grain storage of the default name. Not
/// itself a store of the container, where a default would stand in the way of one that is chosen later.
/// </summary>
internal sealed record ClusterStore(IRegistryStore Store);
