using System.Diagnostics;

namespace Orleans.Registry.PackageTests;

/// <summary>Runs the SDK, or another program, to its end.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);

    /// <summary>Runs <c>dotnet</c> and fails with all that it printed unless it succeeds.</summary>
    public static Task<string> RunAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => RunProgramAsync("dotnet", directory, environment, arguments);

    public static async Task<string> RunProgramAsync(
        string program, string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the SDK that runs these tests sets for its own children would reach into the one that is started.
        foreach (var name in start.Environment.Keys.Where(static k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end:{Environment.NewLine}{await output}{await error}");
        }

        var all = await output + await error;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:{Environment.NewLine}{all}");
        return all;
    }
}
