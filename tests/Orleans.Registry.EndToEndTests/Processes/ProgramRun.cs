using System.Diagnostics;

namespace Orleans.Registry.EndToEndTests;

/// <summary>Runs a program to its end, for starts that must fail.</summary>
internal static class ProgramRun
{
    public static Task<(int ExitCode, string Error)> RunSiloAsync(params string[] arguments)
        => RunAsync("Orleans.Registry.Silo", "silo.dll", arguments);

    public static async Task<(int ExitCode, string Error)> RunAsync(string project, string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(BuiltProgram.Find(project, assembly));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"The program started, or hangs:{Environment.NewLine}{await output}{await error}");
        }

        await output;
        return (process.ExitCode, await error);
    }
}
