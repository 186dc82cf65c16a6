using System.Diagnostics;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Embedded.Tests.Journal.Crashes;

/// <summary>This assembly run as a program of its own, to be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>Opens a journal and does nothing more.</summary>
    public const string Hold = "hold";

    /// <summary>Opens a journal and writes to it.</summary>
    public const string Write = "write";

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static ChildProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException("The child did not start."));
    }

    /// <summary>The next line the child writes; <c>null</c> when it has ended.</summary>
    public Task<string?> ReadLineAsync() => Eventually.ResultAsync(_process.StandardOutput.ReadLineAsync());

    /// <summary>Kills it with SIGKILL and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Eventually.EndsAsync(_process.WaitForExitAsync());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
