namespace Orleans.Registry.ArchitectureTests;

public sealed class ReferenceTests
{
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    private static readonly string[] Orleans =
    [
        "Cluster.Client", "Cluster", "Cluster.Etcd", "Silo", "ClusterClientSample", "Cluster.Tests", "Cluster.Etcd.Tests", "ClusterBenchmarks",
    ];

    /// <summary>What a process that is no silo has no use for.</summary>
    private static readonly string[] SiloPackages =
    [
        "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Server", "Microsoft.Orleans.Reminders", "Microsoft.Orleans.Persistence.Memory", "dotnet-etcd",
    ];

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
    [InlineData("Client.AspNetCore")]
    [InlineData("ClientSample")]
    public void A_client_sees_neither_the_rules_nor_an_engine(string name) =>
        Assert.Empty(Repository.Sees(name).Intersect(["Core", "Engine", "Embedded", "Cluster.Client", "Cluster"]));

    [Fact]
    public void An_orleans_client_carries_neither_the_runtime_of_silos_nor_etcd()
    {
        var packages = RestoredPackages.Of("Cluster.Client");

        Assert.Contains("Microsoft.Orleans.Core", packages);
        Assert.Empty(packages.Intersect(SiloPackages));
        Assert.DoesNotContain("Cluster", Repository.Sees("Cluster.Client"));
    }

    /// <summary>Redis clustering and streams are packages of Orleans that bring its runtime; nothing else of a silo may come.</summary>
    [Fact]
    public void The_sample_that_is_an_orleans_client_carries_of_silos_only_what_packages_of_orleans_bring()
    {
        var sample = Repository.Projects["ClusterClientSample"];
        string[] bringers = ["Microsoft.Orleans.Clustering.Redis", "Microsoft.Orleans.Streaming"];
        var graph = RestoredPackages.Graph("ClusterClientSample");
        var others = Arrows.Closure(Repository.Prefix + sample.Name, name =>
            name == Repository.Prefix + sample.Name
                ? sample.Packages.Concat(sample.ProjectReferences.Select(p => Repository.Prefix + p)).Except(bringers)
                : graph[name]);

        Assert.Contains(Repository.Prefix + "Cluster.Client", others);
        Assert.Empty(others.Intersect(SiloPackages));
        Assert.Equal(["Microsoft.Orleans.Runtime"], graph.Keys.Intersect(SiloPackages));
    }

    [Theory]
    [InlineData("ClientSample", "Client.AspNetCore")]
    [InlineData("ClusterClientSample", "Cluster.Client")]
    public void A_sample_uses_what_a_user_would_use(string sample, string library) =>
        Assert.Equal([library], Repository.Projects[sample].ProjectReferences);

    [Fact]
    public void A_client_needs_no_web_framework()
    {
        Assert.All(Repository.Sees("Client").Append("Client"), name => Assert.Empty(Repository.Projects[name].Frameworks));
    }

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
        Assert.All(Repository.Projects.Values.Where(project => project.Name is not ("EndToEndTests" or "ArchitectureTests" or "PackageTests")), project =>
            Assert.Empty(project.ProjectReferences.Intersect(["Silo", "ClientSample", "ClusterClientSample"])));

    // And a library to the one that has its client in common; see docs/adr/0006-one-etcd-client.md.
    [Fact]
    public void Internals_are_shown_to_tests_and_benchmarks_only() =>
        Assert.All(Repository.Shipped, project =>
        {
            string[] shared = project.Name == "Persistence.Etcd" ? ["Cluster.Etcd", "Cluster.Etcd.Tests"] : [];
            string[] allowed = [project.Name + ".Tests", "Simulation", "Benchmarks", .. shared];
            Assert.Empty(project.Friends.Except(allowed.Select(name => Repository.Prefix + name)));
        });

    [Fact]
    public void Only_the_etcd_packages_carry_an_etcd_client()
    {
        Assert.All(Repository.Shipped.Where(project => project.Name != "Persistence.Etcd"), project => Assert.DoesNotContain("dotnet-etcd", project.Packages));
        Assert.DoesNotContain("Persistence.Etcd", Repository.Sees("Cluster"));
    }

    private static bool IsOrleans(string package) => package.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal);
}
