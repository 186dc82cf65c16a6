using System.Net;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.PackageTests;

/// <summary>A program that was installed from the packages, on its own loopback port.</summary>
internal sealed class PageProgram : ServerProcess
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Func<PageProgram, IEnumerable<string>> _arguments;
    private readonly string? _readyPath;

    private PageProgram(string program, Func<PageProgram, IEnumerable<string>> arguments, string? readyPath)
        : base(program)
    {
        _arguments = arguments;
        _readyPath = readyPath;
    }

    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="readyPath">What it answers with 200 when it is ready; <c>null</c> for a program that serves nothing.</param>
    public static async Task<PageProgram> StartAsync(string program, Func<PageProgram, IEnumerable<string>> arguments, string? readyPath)
    {
        var started = new PageProgram(program, arguments, readyPath);
        await started.StartOnFreePortAsync();
        return started;
    }

    public string Url(string path) => $"http://127.0.0.1:{Port}{path}";

    protected override IEnumerable<string> Arguments() => _arguments(this);

    protected override async Task<bool> IsReadyAsync()
    {
        if (_readyPath is null)
        {
            return true;
        }

        try
        {
            using var answer = await _http.GetAsync(Url(_readyPath));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
