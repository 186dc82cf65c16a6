using System.Text.Json;

namespace Orleans.Registry.ArchitectureTests;

/// <summary>What the package manager has found a project to need, directly and through others.</summary>
internal static class RestoredPackages
{
    /// <summary>All packages and projects that a project carries, by name.</summary>
    public static IEnumerable<string> Of(string project) => Graph(project).Keys;

    /// <summary>All packages and projects that a project carries, each with what it needs itself.</summary>
    public static IReadOnlyDictionary<string, string[]> Graph(string project)
    {
        var path = Path.Combine(Repository.Root, "artifacts", "obj", Repository.Prefix + project, "project.assets.json");
        using var assets = JsonDocument.Parse(File.ReadAllText(path));
        var target = assets.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        return target.EnumerateObject().ToDictionary(
            static library => library.Name.Split('/')[0],
            static library => library.Value.TryGetProperty("dependencies", out var needs) ? needs.EnumerateObject().Select(static n => n.Name).ToArray() : []);
    }
}
