using System.Text.RegularExpressions;

namespace Orleans.Registry.ArchitectureTests;

public sealed partial class SolutionTests
{
    [Fact]
    public void The_solution_holds_exactly_the_projects_on_disk()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Orleans.Registry.sln"));
        var listed = ProjectPath().Matches(solution).Select(match => match.Groups[1].Value.Replace('\\', '/'));

        Assert.Equal(Repository.Projects.Values.Select(project => project.Path).Order(), listed.Order());
    }

    [Fact]
    public void Every_library_has_its_tests()
    {
        var libraries = Repository.Shipped.Where(project => project.Folder == "src").Select(project => project.Name);

        Assert.All(libraries, name => Assert.Contains(name + ".Tests", Repository.Projects.Keys));
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();
}
