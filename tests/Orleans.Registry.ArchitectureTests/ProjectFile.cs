using System.Xml.Linq;

namespace Orleans.Registry.ArchitectureTests;

/// <summary>What one csproj file says. Conditions are read, not evaluated: every reference counts.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _xml;

    private ProjectFile(string path)
    {
        Path = path;
        Name = System.IO.Path.GetFileNameWithoutExtension(path)[Repository.Prefix.Length..];
        _xml = XDocument.Load(System.IO.Path.Combine(Repository.Root, path));
    }

    public string Path { get; }

    public string Name { get; }

    /// <summary>The top folder: <c>src</c>, <c>silo</c>, <c>tests</c>, ...</summary>
    public string Folder => Path.Split('/')[0];

    public IEnumerable<string> ProjectReferences =>
        Items("ProjectReference").Select(item => System.IO.Path.GetFileNameWithoutExtension(Include(item))[Repository.Prefix.Length..]);

    /// <summary>Packages that a program using this project gets, analyzers and other build-time packages left out.</summary>
    public IEnumerable<string> Packages =>
        Items("PackageReference").Where(item => (string?)item.Attribute("PrivateAssets") != "all").Select(Include);

    public IEnumerable<string> BuildPackages =>
        Items("PackageReference").Where(item => (string?)item.Attribute("PrivateAssets") == "all").Select(Include);

    public IEnumerable<string> Frameworks => Items("FrameworkReference").Select(Include);

    public IEnumerable<string> AdditionalFiles => Items("AdditionalFiles").Select(Include);

    public IEnumerable<string> Friends => Items("InternalsVisibleTo").Select(Include);

    public string? Sdk => (string?)_xml.Root!.Attribute("Sdk");

    public static ProjectFile Load(string path) => new(path);

    public override string ToString() => Name;

    private static string Include(XElement item) => (string?)item.Attribute("Include") ?? "";

    private IEnumerable<XElement> Items(string kind) => _xml.Descendants(kind).Where(item => item.Attribute("Include") is not null);
}
