namespace Orleans.Registry.ArchitectureTests;

public sealed class ReferenceTests
{
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    private static readonly string[] Orleans = ["Cluster", "Silo", "ClusterClientSample", "Cluster.Tests", "ClusterBenchmarks"];

    public static TheoryData<string> Shipped => [.. Repository.Shipped.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_project_references_only_what_its_arrow_names(string name)
    {
        Assert.True(Arrows.Allowed.ContainsKey(name), $"{name} has no arrow: add it to the design and to {nameof(Arrows)}.");
        var allowed = Arrows.Closure(name, project => Arrows.Allowed[project]);

        Assert.Empty(Repository.Projects[name].ProjectReferences.Except(allowed));
    }

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("Routing")]
    [InlineData("Core")]
    public void Vocabulary_and_rules_need_nothing_but_the_base_library(string name)
    {
        var project = Repository.Projects[name];

        Assert.Equal("Microsoft.NET.Sdk", project.Sdk);
        Assert.Empty(project.Packages);
        Assert.Empty(project.Frameworks);
    }

    [Fact]
    public void The_engine_needs_nothing_but_a_logger()
    {
        Assert.All(Repository.Projects["Engine"].Packages, package => Assert.Equal("Microsoft.Extensions.Logging.Abstractions", package));
        Assert.Empty(Repository.Projects["Engine"].Frameworks);
    }

    [Theory]
    [InlineData("Client")]
    [InlineData("ClientSample")]
    public void A_client_sees_neither_the_rules_nor_an_engine(string name) =>
        Assert.Empty(Repository.Sees(name).Intersect(["Core", "Engine", "Embedded", "Cluster"]));

    [Theory]
    [InlineData("ClientSample", "Client")]
    [InlineData("ClusterClientSample", "Cluster")]
    public void A_sample_uses_what_a_user_would_use(string sample, string library) =>
        Assert.Equal([library], Repository.Projects[sample].ProjectReferences);

    [Fact]
    public void Stores_never_see_http()
    {
        var stores = Repository.Shipped.Where(project => project.Name.StartsWith("Persistence.", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(stores);
        Assert.All(stores, store =>
        {
            Assert.Empty(Repository.Sees(store.Name).Intersect(["Protocol", "AspNetCore", "Dashboard", "Client"]));
            Assert.DoesNotContain(AspNetCore, store.Frameworks);
            Assert.DoesNotContain(store.Packages, package => package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Only_the_cluster_and_the_programs_around_it_see_orleans() =>
        Assert.All(Repository.Projects.Values.Where(project => !Orleans.Contains(project.Name)), project =>
            Assert.DoesNotContain(project.Packages.Concat(project.BuildPackages), IsOrleans));

    [Fact]
    public void Nothing_is_linked_to_the_programs() =>
        Assert.All(Repository.Projects.Values.Where(project => project.Name != "EndToEndTests"), project =>
            Assert.Empty(project.ProjectReferences.Intersect(["Silo", "ClientSample", "ClusterClientSample"])));

    [Fact]
    public void Internals_are_shown_to_tests_and_benchmarks_only() =>
        Assert.All(Repository.Shipped, project =>
        {
            string[] allowed = [project.Name + ".Tests", "Simulation", "Benchmarks"];
            Assert.Empty(project.Friends.Except(allowed.Select(name => Repository.Prefix + name)));
        });

    private static bool IsOrleans(string package) => package.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal);
}
