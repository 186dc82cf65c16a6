namespace Orleans.Registry.TestKit.Servers;

/// <summary>Finds the program of a real server on this machine.</summary>
public static class ServerBinary
{
    /// <summary>Where packages put servers that are not on every user's PATH.</summary>
    private static readonly string[] UsualPlaces = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];

    /// <summary>The full path of a program, or <c>null</c> when it is not installed (or this is not a Unix).</summary>
    public static string? Find(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(UsualPlaces)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Why tests that need a program cannot run here; <c>null</c> when they can.</summary>
    public static string? ReasonToSkip(string name)
        => Find(name) is null ? $"needs a real {name}, which is not installed on this machine" : null;

    /// <summary>The full path of a program.</summary>
    /// <exception cref="InvalidOperationException">It is not installed; mark the test with <see cref="RequiresServerAttribute"/>.</exception>
    public static string Require(string name)
        => Find(name) ?? throw new InvalidOperationException(ReasonToSkip(name));
}
