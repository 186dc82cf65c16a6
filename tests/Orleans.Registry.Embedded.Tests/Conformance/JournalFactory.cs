using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.Embedded.Tests.Sharing;

namespace Orleans.Registry.Embedded.Tests.Conformance;

/// <summary>Makes embedded registries that keep their records in a journal on disk.</summary>
internal sealed class JournalFactory : IRegistryFactory
{
    public async ValueTask<RegistryUnderTest> StartAsync(RegistrySetup setup, CancellationToken cancellationToken)
    {
        var registry = new EmbeddedUnderTest(setup, new JournalStorage());
        await registry.StartAsync(cancellationToken);
        return registry;
    }
}
