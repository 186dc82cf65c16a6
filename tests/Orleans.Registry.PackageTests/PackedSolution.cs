namespace Orleans.Registry.PackageTests;

/// <summary>The solution, packed once as it was built, under a version that nobody has seen before.</summary>
public sealed class PackedSolution : IAsyncLifetime
{
    private IReadOnlyList<Package> _packages = [];

    /// <summary>Deleted in the end, with the packages and whatever is made beside them.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("registry-packages-").FullName;

    public string PackageFolder => Path.Combine(Directory, "packed");

    /// <summary>New in every run, so that no folder of restored packages can hold it.</summary>
    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    internal IReadOnlyList<Package> Packages => _packages;

    public async Task InitializeAsync()
    {
        await DotNet.RunAsync(
            Repository.Root,
            new Dictionary<string, string>(),
            "pack", "Orleans.Registry.sln", "--no-build", "-c", Repository.Configuration, "-o", PackageFolder, $"-p:Version={Version}", "-v", "quiet", "--nologo");
        _packages = [.. System.IO.Directory.GetFiles(PackageFolder, "*.nupkg").Order(StringComparer.Ordinal).Select(Package.Open)];
    }

    public Task DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return Task.CompletedTask;
    }
}
