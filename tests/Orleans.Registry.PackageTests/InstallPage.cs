using System.Text;
using System.Text.RegularExpressions;

namespace Orleans.Registry.PackageTests;

/// <summary>The page that says how to install: the files in it, each a fenced block that names its path, and its table.</summary>
internal static partial class InstallPage
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "install.md")).ReplaceLineEndings("\n");

    /// <summary>The rows of the table of packages.</summary>
    public static IReadOnlyList<string> PackageRows { get; } = [.. PackageRow().Matches(Text).Select(static m => m.Value)];

    /// <summary>The projects that are written down on the page: folder names.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Files().Select(static f => f.Path.Split('/')[0]).Distinct()];

    /// <summary>Writes all files below a directory, as they stand but for the version of our packages.</summary>
    public static void Write(string directory, string version)
    {
        foreach (var (path, text) in Files())
        {
            var file = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, OwnVersion().Replace(text, $"$1\"{version}\""), Encoding.UTF8);
        }
    }

    private static IEnumerable<(string Path, string Text)> Files()
        => Block().Matches(Text).Select(static m => (m.Groups["path"].Value, m.Groups["text"].Value));

    [GeneratedRegex(@"^```\w+ (?<path>[\w./]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `Orleans\.Registry\.[\w.]+` \| `net.*$", RegexOptions.Multiline)]
    private static partial Regex PackageRow();

    [GeneratedRegex(@"(Include=""Orleans\.Registry\.[\w.]+"" Version=)""[^""]+""")]
    private static partial Regex OwnVersion();
}
