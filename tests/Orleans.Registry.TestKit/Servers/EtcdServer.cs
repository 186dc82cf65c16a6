using System.Globalization;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>A real etcd member on loopback ports of its own; alone or, through <see cref="EtcdCluster"/>, one of several.</summary>
public sealed class EtcdServer : ServerProcess
{
    /// <summary>The program.</summary>
    public const string Program = "etcd";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly EtcdServerSetup _setup;
    private int _peerPort;
    private int _metricsPort;

    private EtcdServer(EtcdServerSetup setup)
        : base(Program)
    {
        _setup = setup;
        _peerPort = setup.PeerPort;
    }

    /// <summary>The address of its client door (gRPC and JSON gateway).</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"{(_setup.CertificateFile.Length > 0 ? "https" : "http")}://127.0.0.1:{Port}"));

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="extraArguments">Further arguments of its command line.</param>
    public static Task<EtcdServer> StartAsync(params string[] extraArguments)
        => StartAsync(new EtcdServerSetup { ExtraArguments = extraArguments });

    /// <summary>Starts a server and waits until it answers: as one of several, until most of them do.</summary>
    public static async Task<EtcdServer> StartAsync(EtcdServerSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var server = new EtcdServer(setup);
        try
        {
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>One number out of its metrics, e.g. <c>etcd_disk_wal_write_bytes_total</c>.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var text = await Http.GetStringAsync(new Uri(Monitoring, "/metrics"));
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith(name + " ", StringComparison.Ordinal))
            ?? throw new ArgumentException($"The server has no metric {name}.", nameof(name));
        return double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a request to the JSON gateway (https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/), for a server without TLS.</summary>
    /// <param name="path">E.g. <c>/v3/kv/put</c>.</param>
    /// <param name="json">The request; keys and values in base64.</param>
    /// <param name="token">A login's token; empty for none.</param>
    public async Task<string> CallAsync(string path, string json, string token = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path)) { Content = new StringContent(json) };
        if (token.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        using var reply = await Http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        return reply.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{path}: {(int)reply.StatusCode} {text}");
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments()
    {
        // The peer door must stay the same over restarts; with one member it is not used, but etcd insists on it.
        _peerPort = _peerPort == 0 || (_setup.PeerPort == 0 && !System.IO.Directory.Exists(DataDirectory)) ? LoopbackPort.Free() : _peerPort;
        _metricsPort = LoopbackPort.Free();
        var peer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_peerPort}");
        var client = Address.ToString().TrimEnd('/');
        string[] arguments =
        [
            "--name", _setup.Name, "--data-dir", DataDirectory, "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster",
            _setup.InitialCluster.Length > 0 ? _setup.InitialCluster : $"{_setup.Name}={peer}",
            "--listen-metrics-urls", Monitoring.ToString().TrimEnd('/'), "--log-level", "warn",
        ];
        string[] tls = _setup.CertificateFile.Length == 0 ? [] : ["--cert-file", _setup.CertificateFile, "--key-file", _setup.KeyFile];
        string[] clients = _setup.ClientAuthorityFile.Length == 0
            ? []
            : ["--client-cert-auth", "--trusted-ca-file", _setup.ClientAuthorityFile];
        return [.. arguments, .. tls, .. clients, .. _setup.ExtraArguments];
    }

    /// <inheritdoc/>
    protected override async Task<bool> IsReadyAsync()
    {
        try
        {
            using var reply = await Http.GetAsync(new Uri(Monitoring, "/health"));
            return (await reply.Content.ReadAsStringAsync()).Contains("\"true\"", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    // Health and metrics on a door of their own: always plain and open, whatever guards the client door.
    private Uri Monitoring => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_metricsPort}"));

    private string DataDirectory => Path.Combine(Directory, "data");
}
