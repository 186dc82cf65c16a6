namespace Orleans.Registry.ConformanceTests.Registries;

/// <summary>Makes the registries that the suites try: one per engine, store and client that promises the contract.</summary>
public interface IRegistryFactory
{
    /// <summary>A fresh registry without any service, running and ready. No other test uses it or its data.</summary>
    ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken);
}
