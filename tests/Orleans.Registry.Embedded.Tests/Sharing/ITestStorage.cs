namespace Orleans.Registry.Embedded.Tests.Sharing;

/// <summary>Where the data of one test is, from one start of its registry to the next.</summary>
internal interface ITestStorage
{
    /// <summary>A store on the data; the one before it has been disposed.</summary>
    IRegistryStore CreateStore(int logCapacity);

    /// <summary>Loses the data. No store is in use.</summary>
    void Wipe();
}
