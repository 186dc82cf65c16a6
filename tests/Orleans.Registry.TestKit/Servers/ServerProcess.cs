using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>
/// One real server on its own loopback port, with its own temporary directory, which can be killed, frozen and started again
/// on the same port and directory. Subclasses say how it is started and when it is ready. One test at a time.
/// </summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private const int Attempts = 5;
    private const int SignalTerminate = 15;
    private const int SignalStop = 19;
    private const int SignalContinue = 18;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<ServerProcess, bool> Running = new();
    private readonly string _program;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    /// <summary>Prepares a server of a program without starting it.</summary>
    protected ServerProcess(string program)
    {
        _program = program;
        Directory = System.IO.Directory.CreateTempSubdirectory($"{Path.GetFileName(program)}-").FullName;
    }

    /// <summary>The directory that holds its data, kept over restarts and deleted in the end.</summary>
    public string Directory { get; }

    /// <summary>The port its clients connect to, the same for its whole life.</summary>
    public int Port { get; private set; }

    /// <summary>The process's id.</summary>
    public int ProcessId => Process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join(Environment.NewLine, _output);

    /// <summary>Whether the process lives (frozen or not).</summary>
    public bool IsRunning => _process is { HasExited: false };

    private Process Process => _process ?? throw new InvalidOperationException($"{_program} was not started.");

    /// <summary>Its command line, for <see cref="Port"/> and <see cref="Directory"/>.</summary>
    protected abstract IEnumerable<string> Arguments();

    /// <summary>Variables of its environment beside those of the tests. Default none.</summary>
    protected virtual IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>();

    /// <summary>Whether it answers clients.</summary>
    protected abstract Task<bool> IsReadyAsync();

    /// <summary>Kills it at once (SIGKILL): nothing is flushed, nothing said goodbye to.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM) and waits until it has; its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Signal(SignalTerminate);
        await Process.WaitForExitAsync();
        return Process.ExitCode;
    }

    /// <summary>Freezes it (SIGSTOP): connections stay open, nothing is answered.</summary>
    public void Pause() => Signal(SignalStop);

    /// <summary>Lets it go on after <see cref="Pause"/> (SIGCONT).</summary>
    public void Resume() => Signal(SignalContinue);

    /// <summary>Starts it again on the same port and directory, after <see cref="KillAsync"/>, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"{_program} still runs.");
        }

        if (!await TryLaunchAsync())
        {
            throw new InvalidOperationException($"{_program} did not start again on port {Port}:{Environment.NewLine}{Output}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (IsRunning)
        {
            await KillAsync();
        }

        Running.TryRemove(this, out _);
        _process?.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Starts it on a free port and waits until it answers.</summary>
    protected async Task StartOnFreePortAsync()
    {
        Running[this] = true;
        for (var attempt = 1; ; attempt++)
        {
            Port = LoopbackPort.Free();
            if (await TryLaunchAsync())
            {
                return;
            }

            // The port may have been taken by somebody else in between; anything else fails the same way each time.
            if (attempt == Attempts)
            {
                throw new InvalidOperationException($"{_program} did not start:{Environment.NewLine}{Output}");
            }
        }
    }

    private async Task<bool> TryLaunchAsync()
    {
        Launch();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartDeadline)
        {
            if (Process.HasExited)
            {
                return false;
            }

            if (await IsReadyAsync())
            {
                return true;
            }

            await Task.Delay(10);
        }

        await KillAsync();
        return false;
    }

    private void Launch()
    {
        var start = new ProcessStartInfo(ServerBinary.Require(_program))
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in Arguments())
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        _process?.Dispose();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is { } line)
        {
            _output.Enqueue(line);
        }
    }

    private void Signal(int number)
    {
        var result = SendSignal(Process.Id, number);
        if (result != 0)
        {
            var error = Marshal.GetLastPInvokeError().ToString(CultureInfo.InvariantCulture);
            throw new InvalidOperationException($"Signal {number} was not delivered to {_program}: error {error}.");
        }
    }

    /// <summary>A test run that ends early must not leave servers behind.</summary>
    private static void KillAll()
    {
        foreach (var server in Running.Keys)
        {
            if (server.IsRunning)
            {
                server.Process.Kill();
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
