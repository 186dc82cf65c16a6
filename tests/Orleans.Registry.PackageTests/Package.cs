using System.IO.Compression;
using System.Xml.Linq;

namespace Orleans.Registry.PackageTests;

/// <summary>What is in one package file.</summary>
internal sealed class Package
{
    private readonly XElement _metadata;

    private Package(string path, XElement metadata, IReadOnlyList<string> files)
    {
        Path = path;
        _metadata = metadata;
        Files = files;
    }

    public string Path { get; }

    public string Id => this["id"];

    public string Version => this["version"];

    public IReadOnlyList<string> Files { get; }

    public bool IsTool => Files.Any(static f => f.StartsWith("tools/", StringComparison.Ordinal));

    public XElement? Repository => _metadata.Element(_metadata.Name.Namespace + "repository");

    /// <summary>The frameworks it is for, newest first.</summary>
    public IReadOnlyList<string> Frameworks =>
        [.. Files.Where(static f => f.StartsWith("lib/", StringComparison.Ordinal) || f.StartsWith("tools/", StringComparison.Ordinal))
            .Select(static f => f.Split('/')[1]).Distinct().OrderDescending(StringComparer.Ordinal)];

    /// <summary>What a program for .NET 10 gets with it, ours first; a framework in brackets.</summary>
    public IReadOnlyList<string> Dependencies =>
        [.. Group("dependencies").Elements().Select(static d => (string)d.Attribute("id")!).OrderBy(static d => !d.StartsWith("Orleans.Registry.", StringComparison.Ordinal)).ThenBy(static d => d, StringComparer.Ordinal),
            .. Group("frameworkReferences").Elements().Select(static f => $"({(string)f.Attribute("name")!})")];

    /// <summary>The versions in which it asks for other packages of ours.</summary>
    public IEnumerable<string> OwnDependencyVersions =>
        _metadata.Descendants(_metadata.Name.Namespace + "dependency")
            .Where(static d => ((string)d.Attribute("id")!).StartsWith("Orleans.Registry.", StringComparison.Ordinal))
            .Select(static d => (string)d.Attribute("version")!);

    /// <summary>The line of it in the table of the installation page.</summary>
    public string TableRow =>
        $"| `{Id}` | {string.Join(", ", Frameworks.Select(static f => $"`{f}`"))} | {string.Join(", ", Dependencies.Select(static d => $"`{d}`"))} |".Replace("|  |", "| |", StringComparison.Ordinal);

    public string this[string field] => (string?)_metadata.Element(_metadata.Name.Namespace + field) ?? string.Empty;

    public static Package Open(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        var nuspec = archive.Entries.Single(static e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        using var content = nuspec.Open();
        var metadata = XDocument.Load(content).Root!.Elements().Single(static e => e.Name.LocalName == "metadata");
        return new Package(path, metadata, [.. archive.Entries.Select(static e => e.FullName)]);
    }

    public byte[] Read(string file)
    {
        using var archive = ZipFile.OpenRead(Path);
        using var content = archive.GetEntry(file)!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    public override string ToString() => Id;

    private IEnumerable<XElement> Group(string kind)
        => _metadata.Elements(_metadata.Name.Namespace + kind).Elements()
            .Where(static g => (string?)g.Attribute("targetFramework") == "net10.0");
}
