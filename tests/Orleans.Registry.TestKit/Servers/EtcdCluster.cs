using System.Globalization;
using System.Text.Json;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>A real etcd of several members on loopback ports.</summary>
public sealed class EtcdCluster : IAsyncDisposable
{
    private EtcdCluster(IReadOnlyList<EtcdServer> members) => Members = members;

    /// <summary>The members.</summary>
    public IReadOnlyList<EtcdServer> Members { get; }

    /// <summary>The addresses of their client doors.</summary>
    public IEnumerable<Uri> Addresses => Members.Select(member => member.Address);

    /// <summary>Starts members and waits until they have a leader and answer.</summary>
    public static async Task<EtcdCluster> StartAsync(int members = 3)
    {
        var ports = Enumerable.Range(0, members).Select(_ => LoopbackPort.Free()).ToArray();
        var all = string.Join(',', ports.Select((port, i) => string.Create(CultureInfo.InvariantCulture, $"n{i}=http://127.0.0.1:{port}")));

        // All at once: none is ready before most of them run.
        var starting = ports.Select((port, i) => EtcdServer.StartAsync(new EtcdServerSetup
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"n{i}"),
            PeerPort = port,
            InitialCluster = all,
        })).ToArray();
        try
        {
            return new EtcdCluster(await Task.WhenAll(starting));
        }
        catch
        {
            foreach (var member in starting.Where(start => start.IsCompletedSuccessfully))
            {
                await (await member).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>The member that leads now, as a running one says.</summary>
    public async Task<EtcdServer> LeaderAsync()
    {
        foreach (var member in Members.Where(member => member.IsRunning))
        {
            using var status = JsonDocument.Parse(await member.CallAsync("/v3/maintenance/status", "{}"));
            if (status.RootElement.TryGetProperty("leader", out var leader)
                && leader.GetString() == status.RootElement.GetProperty("header").GetProperty("member_id").GetString())
            {
                return member;
            }
        }

        throw new InvalidOperationException("No running member leads.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }
    }
}
