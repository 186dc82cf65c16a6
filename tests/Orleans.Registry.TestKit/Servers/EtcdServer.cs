using System.Globalization;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>A real etcd with one member, on loopback ports of its own.</summary>
public sealed class EtcdServer : ServerProcess
{
    /// <summary>The program.</summary>
    public const string Program = "etcd";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly IReadOnlyList<string> _extraArguments;
    private int _peerPort;

    private EtcdServer(IReadOnlyList<string> extraArguments)
        : base(Program)
        => _extraArguments = extraArguments;

    /// <summary>The address of its client door (gRPC and JSON gateway).</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="extraArguments">Further arguments of its command line.</param>
    public static async Task<EtcdServer> StartAsync(params string[] extraArguments)
    {
        var server = new EtcdServer(extraArguments);
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

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments()
    {
        // The peer door is not used with one member, but etcd insists on it; it must stay the same over restarts.
        _peerPort = _peerPort == 0 || !System.IO.Directory.Exists(DataDirectory) ? LoopbackPort.Free() : _peerPort;
        var peer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_peerPort}");
        var client = Address.ToString().TrimEnd('/');
        return
        [
            "--name", "test", "--data-dir", DataDirectory, "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"test={peer}",
            "--log-level", "warn", .. _extraArguments,
        ];
    }

    /// <inheritdoc/>
    protected override async Task<bool> IsReadyAsync()
    {
        try
        {
            using var reply = await Http.GetAsync(new Uri(Address, "/health"));
            return (await reply.Content.ReadAsStringAsync()).Contains("\"true\"", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private string DataDirectory => Path.Combine(Directory, "data");
}
