namespace Orleans.Registry.PackageTests;

/// <summary>The tests that share the packed solution.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPackages : ICollectionFixture<PackedSolution>
{
    public const string Name = "packed solution";
}
