using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>A registry with a journal (fsync) behind Kestrel, in a process of its own that ends with its standard input.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    private readonly Process _process;

    private RegistryServer(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public static async Task<RegistryServer> StartAsync()
    {
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string[] arguments = ["load", "registry-server"];
        var start = new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [typeof(RegistryServer).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        return new RegistryServer(process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The registry did not start."));
    }

    /// <summary>The process itself: prints its address and serves until its input ends.</summary>
    public static async Task ServeAsync()
    {
        var directory = Directory.CreateTempSubdirectory("registry-watch-").FullName;
        await using (var app = Build(directory))
        {
            await app.StartAsync();
            Console.WriteLine(app.Urls.First());
            await Console.In.ReadToEndAsync();
            await app.StopAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>The registry and its HTTP API on a free port, not started.</summary>
    public static WebApplication Build(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddEmbeddedServiceRegistry().UseJournal(journal => journal.Directory = directory);
        builder.Services.AddServiceRegistryHttp();
        var app = builder.Build();
        app.MapServiceRegistry();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
