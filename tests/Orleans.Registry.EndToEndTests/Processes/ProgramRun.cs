using System.Diagnostics;

namespace Orleans.Registry.EndToEndTests;

/// <summary>Runs the registry to its end, for starts that must fail.</summary>
internal static class ProgramRun
{
    public static async Task<(int ExitCode, string Error)> RunSiloAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(BuiltProgram.Find("Orleans.Registry.Silo", "silo.dll"));
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
            Assert.Fail($"The registry started, or hangs:{Environment.NewLine}{await output}{await error}");
        }

        await output;
        return (process.ExitCode, await error);
    }
}
