namespace Orleans.Registry.EndToEndTests;

/// <summary>Finds the programs that were built beside these tests.</summary>
internal static class BuiltProgram
{
    /// <summary>Path of a program's assembly, of the same configuration as the tests.</summary>
    public static string Find(string project, string assembly)
    {
        // artifacts/bin/<this project>/<configuration>/
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, assembly);
        return File.Exists(path) ? path : throw new FileNotFoundException($"'{project}' was not built beside the tests.", path);
    }
}
