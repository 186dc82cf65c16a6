namespace Orleans.Registry.ArchitectureTests;

/// <summary>The repository these tests were built from, read as files.</summary>
internal static class Repository
{
    public const string Prefix = "Orleans.Registry.";

    public static string Root { get; } = FindRoot();

    /// <summary>Every project on disk, by its short name (<c>Core</c> for <c>Orleans.Registry.Core</c>).</summary>
    public static IReadOnlyDictionary<string, ProjectFile> Projects { get; } =
        Files("*.csproj").Select(ProjectFile.Load).ToDictionary(project => project.Name);

    /// <summary>The projects a program can be built from: the libraries, the silo and the sample.</summary>
    public static IEnumerable<ProjectFile> Shipped => Projects.Values.Where(project => project.Folder is not ("tests" or "bench"));

    /// <summary>Paths below the root, with forward slashes, of all files that match, build output left out.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        new[] { "src", "silo", "client-sample", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts"));

    /// <summary>All projects that one of this name builds on, through the references in the project files.</summary>
    public static ISet<string> Sees(string name) => Arrows.Closure(name, project => Projects[project].ProjectReferences);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.Registry.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository: no Orleans.Registry.sln above them.");
    }
}
