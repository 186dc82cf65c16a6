using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// Runs a program on this machine and passes when it exits with 0. It gets no shell, no input and none of the registry's
/// environment but what a program needs to be found and to run; what it checks is in <c>REGISTRY_*</c> variables.
/// </summary>
internal sealed class ScriptProbe(IReadOnlyList<string> command, ServiceInstance instance) : IProbe
{
    private const int MaxOutput = 4096;

    // How long output is waited for that a child of the program still holds open after the program has ended.
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Kept =
        ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "USER", "LOGNAME", "SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "USERPROFILE", "windir"];

    public async ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or PlatformNotSupportedException)
        {
            return ProbeResult.Fail($"'{command[0]}' could not be started: {exception.Message}");
        }

        return await WatchAsync(process, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ProbeResult> WatchAsync(Process process, CancellationToken cancellationToken)
    {
        process.StandardInput.Close();
        using var ended = new CancellationTokenSource();
        var output = new BoundedOutput(MaxOutput);
        var reading = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream, ended.Token), output.ReadAsync(process.StandardError.BaseStream, ended.Token));
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            // A grandchild may keep the pipes open for good; reading one may not be interruptible.
            ended.CancelAfter(Drain);
            await reading.WaitAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var said = output.ToString();
        var answer = string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}");
        answer = said.Length == 0 ? answer : $"{answer}: {said}";
        return process.ExitCode == 0 ? ProbeResult.Pass(answer) : ProbeResult.Fail(answer);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself meanwhile, or a child of it did.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        var environment = start.Environment;
        foreach (var name in environment.Keys.Except(Kept, StringComparer.OrdinalIgnoreCase).ToList())
        {
            environment.Remove(name);
        }

        environment["REGISTRY_SERVICE"] = instance.Service.Value;
        environment["REGISTRY_INSTANCE"] = instance.Id.Value;
        environment["REGISTRY_ADDRESS"] = instance.Address;
        environment["REGISTRY_PORT"] = instance.Port.ToString(CultureInfo.InvariantCulture);
        return start;
    }
}
