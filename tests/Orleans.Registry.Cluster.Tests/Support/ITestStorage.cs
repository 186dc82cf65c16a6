namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Where the registries of one test keep their records; outlives their clusters.</summary>
internal interface ITestStorage : IAsyncDisposable
{
    /// <summary>Tells a silo to use it.</summary>
    void Configure(ISiloBuilder silo, ClusterRegistryBuilder registry);

    /// <summary>Removes everything.</summary>
    ValueTask WipeAsync();
}
