namespace Orleans.Registry.ConformanceTests.Registries;

/// <summary>Tells which aspects of the contract a set of tests leaves out.</summary>
public static class ConformanceAspects
{
    /// <summary>Names of the suites that no class nested in <paramref name="tests"/> inherits; empty when none is missing.</summary>
    public static IReadOnlyList<string> MissingIn(Type tests)
    {
        ArgumentNullException.ThrowIfNull(tests);
        var inherited = tests.GetNestedTypes().Select(static t => t.BaseType).ToHashSet();
        return
        [
            .. typeof(ServiceRegistryConformance).Assembly.GetTypes()
                .Where(t => t.IsSubclassOf(typeof(ServiceRegistryConformance)) && !inherited.Contains(t))
                .Select(static t => t.Name)
                .Order(StringComparer.Ordinal),
        ];
    }
}
