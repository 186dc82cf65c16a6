namespace Orleans.Registry.ArchitectureTests;

public sealed class RulesTests
{
    [Theory]
    [InlineData("Core")]
    [InlineData("Routing")]
    public void Clock_ids_tasks_and_io_are_build_errors_in_the_rules(string name)
    {
        var project = Repository.Projects[name];

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", project.BuildPackages);
        Assert.Contains("$(RepoRoot)eng/BannedSymbols.txt", project.AdditionalFiles);
    }

    [Theory]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("P:System.TimeProvider.System")]
    [InlineData("M:System.Guid.NewGuid")]
    [InlineData("T:System.Random")]
    [InlineData("T:System.Threading.Tasks.Task")]
    [InlineData("N:System.IO")]
    public void The_list_of_banned_symbols_keeps_its_core(string symbol)
    {
        var banned = File.ReadLines(Path.Combine(Repository.Root, "eng", "BannedSymbols.txt")).Select(line => line.Split(';')[0]);

        Assert.Contains(symbol, banned);
    }

    [Fact]
    public void What_a_library_offers_is_written_down_beside_it()
        => Assert.All(Repository.Shipped.Where(static p => p.Folder == "src"), project =>
        {
            var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(project.Path)!);
            Assert.True(File.Exists(Path.Combine(folder, "PublicAPI.Shipped.txt")), project.Name);
            Assert.NotEmpty(File.ReadLines(Path.Combine(folder, "PublicAPI.Unshipped.txt")).Skip(1));
        });
}
