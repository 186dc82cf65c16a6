using System.Globalization;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests.Support;

/// <summary>A real cluster of three servers, each with a third of the slots.</summary>
public sealed class RedisCluster : IAsyncLifetime
{
    private const int Slots = 16_384;
    private const int Nodes = 3;
    private readonly List<RedisServer> _servers = [];

    /// <summary>All servers, as a connection string.</summary>
    public string ConnectionString => string.Join(',', _servers.Select(s => s.EndPoint));

    public IReadOnlyList<RedisServer> Servers => _servers;

    public async Task InitializeAsync()
    {
        if (ServerBinary.Find(RedisServer.Program) is null)
        {
            return;
        }

        for (var i = 0; i < Nodes; i++)
        {
            var (first, last) = (i * Slots / Nodes, ((i + 1) * Slots / Nodes) - 1);
            // The port of the cluster bus is the client's plus 10,000 by default, which may lie beyond 65,535.
            string[] bus = ["--cluster-port", LoopbackPort.Free().ToString(CultureInfo.InvariantCulture)];
            var server = await RedisServer.StartAsync(new RedisServerSetup { Cluster = true, ExtraArguments = bus });
            _servers.Add(server);
            await server.CommandAsync("CLUSTER", "ADDSLOTSRANGE", Text(first), Text(last));
            await server.CommandAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
            await server.CommandAsync("CLUSTER", "MEET", "127.0.0.1", Text(_servers[0].Port), await BusPortAsync(_servers[0]));
        }

        await Eventually.TrueAsync(async () =>
        {
            foreach (var server in _servers)
            {
                var info = (string)(await server.CommandAsync("CLUSTER", "INFO"))!;
                if (!info.Contains("cluster_state:ok", StringComparison.Ordinal) || !info.Contains("cluster_known_nodes:3", StringComparison.Ordinal))
                {
                    return false;
                }
            }

            return true;
        });
    }

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<string> BusPortAsync(RedisServer server)
        => (string)((object?[])(await server.CommandAsync("CONFIG", "GET", "cluster-port"))!)[1]!;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
