using Orleans.Registry.ConformanceTests.Registries;

namespace Orleans.Registry.Client.Tests.Conformance;

/// <summary>Makes clients of registries that each have a server of their own.</summary>
internal sealed class HttpFactory : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
    {
        var registry = new HttpUnderTest(setup);
        await registry.StartAsync();
        return registry;
    }
}
