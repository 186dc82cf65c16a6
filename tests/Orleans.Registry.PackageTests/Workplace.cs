namespace Orleans.Registry.PackageTests;

/// <summary>A directory outside the repository, set up as a user's would be that has our packages in one more source.</summary>
internal static class Workplace
{
    /// <summary>Writes the solution and what restores it; the environment to run the SDK in.</summary>
    public static IReadOnlyDictionary<string, string> Prepare(string directory, string packages, IEnumerable<string> projects)
    {
        File.WriteAllText(Path.Combine(directory, "page.slnx"), $"<Solution>{string.Concat(projects.Select(static p => $"<Project Path=\"{p}/{p}.csproj\" />"))}</Solution>");

        // No audit: what was published about somebody's package today is not what is tested. No host program: one more download.
        File.WriteAllText(Path.Combine(directory, "Directory.Build.props"), """
            <Project>
              <PropertyGroup>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
            </Project>
            """);

        // The machine's own sources stay; what it has restored before is only read, and ours goes elsewhere.
        var restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var fallback = Directory.Exists(restored) ? $"""<fallbackPackageFolders><add key="machine" value="{restored}" /></fallbackPackageFolders>""" : string.Empty;
        File.WriteAllText(Path.Combine(directory, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="packed" value="{packages}" /></packageSources>
              {fallback}
            </configuration>
            """);
        return new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(directory, "packages") };
    }
}
