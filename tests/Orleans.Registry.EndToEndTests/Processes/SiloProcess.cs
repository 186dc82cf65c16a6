using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>A real registry: the program as a user starts it, on its own port and directory.</summary>
public sealed class SiloProcess : ServerProcess
{
    private readonly string[] _extra;
    private readonly bool _standsBy;

    private SiloProcess(string[] extra, bool standsBy = false, IReadOnlyDictionary<string, string>? variables = null)
        : base("dotnet")
    {
        Variables = variables ?? base.Variables;
        _extra = extra;
        _standsBy = standsBy;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { Timeout = TimeSpan.FromSeconds(100) };
    }

    /// <summary>Talks to it; all addresses are whole, see <see cref="Url"/>.</summary>
    public HttpClient Http { get; }

    public static async Task<SiloProcess> StartAsync(params string[] extra)
    {
        var silo = new SiloProcess(extra);
        await silo.StartOnFreePortAsync();
        return silo;
    }

    /// <summary>Begins to start a registry that cannot be ready yet; the task ends when it is.</summary>
    public static (SiloProcess Silo, Task Ready) Begin(params string[] extra)
    {
        var silo = new SiloProcess(extra);
        return (silo, silo.StartOnFreePortAsync());
    }

    /// <summary>Starts a registry with variables in its environment.</summary>
    public static async Task<SiloProcess> StartAsync(IReadOnlyDictionary<string, string> variables, params string[] extra)
    {
        var silo = new SiloProcess(extra, variables: variables);
        await silo.StartOnFreePortAsync();
        return silo;
    }

    /// <summary>Starts a registry beside another on the same store and waits until it follows that one.</summary>
    public static async Task<SiloProcess> StartStandbyAsync(params string[] extra)
    {
        var silo = new SiloProcess([.. extra, "--standby"], standsBy: true);
        await silo.StartOnFreePortAsync();
        return silo;
    }

    public string Url(string path) => $"http://127.0.0.1:{Port}{path}";

    /// <summary>Registers an instance; the answer's status code.</summary>
    public async Task<HttpStatusCode> RegisterAsync(string service, string id, int port = 8080, double ttl = 30)
    {
        using var answer = await Http.PostAsJsonAsync(
            Url("/api/v1/instances"), new { service, id, address = "127.0.0.1", port, ttlSeconds = ttl });
        return answer.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(Url(path));

    /// <summary>The ids of a service's instances; none when the service is not known.</summary>
    public async Task<HashSet<string>> IdsAsync(string service)
    {
        using var answer = await Http.GetAsync(Url($"/api/v1/services/{service}/instances"));
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return [.. body.GetProperty("instances").EnumerateArray().Select(static i => i.GetProperty("id").GetString()!)];
    }

    protected override IReadOnlyDictionary<string, string> Variables { get; }

    protected override IEnumerable<string> Arguments()
        => [BuiltProgram.Find("Orleans.Registry.Silo", "silo.dll"), "--port", $"{Port}", "--data", Path.Combine(Directory, "data"), .. _extra];

    protected override async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(Url("/readyz"));
            return answer.StatusCode == HttpStatusCode.OK
                || (_standsBy && (await answer.Content.ReadAsStringAsync()).Contains("is a standby", StringComparison.Ordinal));
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
