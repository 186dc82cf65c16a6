namespace Orleans.Registry.ConformanceTests.Stores;

/// <summary>What the suite asks of a store it has created.</summary>
public sealed record StoreSetup
{
    /// <summary>Changes the log of a service keeps. Default 4096.</summary>
    public int LogCapacity { get; init; } = 4096;
}
