using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>A real client: the sample program, registered with a real registry.</summary>
public sealed class SampleProcess : ServerProcess
{
    private readonly HttpClient _http = new();
    private readonly SiloProcess _silo;
    private readonly string _service;
    private readonly string _peer;
    private readonly string[] _extra;

    private SampleProcess(SiloProcess silo, string service, string peer, string[] extra)
        : base("dotnet")
    {
        _silo = silo;
        _service = service;
        _peer = peer;
        _extra = extra;
    }

    public static async Task<SampleProcess> StartAsync(SiloProcess silo, string service, string peer, params string[] extra)
    {
        var sample = new SampleProcess(silo, service, peer, extra);
        await sample.StartOnFreePortAsync();
        return sample;
    }

    /// <summary>Its metrics, as Prometheus reads them.</summary>
    public Task<string> MetricsAsync() => _http.GetStringAsync($"http://127.0.0.1:{Port}/metrics");

    /// <summary>What it says of its calls to the peer.</summary>
    public async Task<(long Ok, long Failed)> CallsAsync()
    {
        var stats = await _http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{Port}/stats");
        return (stats.GetProperty("ok").GetInt64(), stats.GetProperty("failed").GetInt64());
    }

    protected override IEnumerable<string> Arguments() =>
    [
        BuiltProgram.Find("Orleans.Registry.ClientSample", "Orleans.Registry.ClientSample.dll"),
        "--service", _service, "--peer", _peer, "--port", $"{Port}", "--registry", _silo.Url(string.Empty), .. _extra,
    ];

    protected override async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync($"http://127.0.0.1:{Port}/stats");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
