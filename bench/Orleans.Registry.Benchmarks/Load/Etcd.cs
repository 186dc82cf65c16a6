using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>A real etcd beside the registry, one node with fsync, spoken to over its JSON gateway.</summary>
internal sealed class Etcd : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly string _directory;
    private readonly Process _process;

    private Etcd(Process process, string url, string directory)
    {
        _process = process;
        Url = url;
        _directory = directory;
    }

    public string Url { get; }

    /// <summary>Its resident memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it; <c>null</c> when it is not installed.</summary>
    public static async Task<Etcd?> TryStartAsync()
    {
        var (client, peer) = (FreePort(), FreePort());
        var directory = Directory.CreateTempSubdirectory("registry-etcd-").FullName;
        var url = $"http://127.0.0.1:{client}";
        var start = new ProcessStartInfo(
            "etcd",
            $"--data-dir {directory} --listen-client-urls {url} --advertise-client-urls {url} --listen-peer-urls http://127.0.0.1:{peer} --log-level error")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            var etcd = new Etcd(Process.Start(start)!, url, directory);
            using var http = new HttpClient();
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    if ((await http.GetAsync($"{url}/health")).StatusCode == HttpStatusCode.OK)
                    {
                        return etcd;
                    }
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(50);
                }
            }

            throw new InvalidOperationException("etcd does not answer.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends one request to the gateway.</summary>
    public async Task PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync($"{Url}/v3/{path}", content);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
