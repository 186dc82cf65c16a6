using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>
/// Stands between a store and a server on loopback, and can lose replies: what was asked for is then done, and the connection
/// breaks without an answer. Safe to use from many threads.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _losing;
    private int _lost;

    /// <summary>Listens on a free port and passes on to another port of this machine.</summary>
    public TcpRelay(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));

    /// <summary>How many connections broke in place of an answer.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>The next bytes from the server, on any connection, break it instead of arriving.</summary>
    public void LoseNextReply() => Interlocked.Exchange(ref _losing, 1);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var client in _clients.Keys)
        {
            client.Dispose();
        }

        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _clients[client] = _clients[server] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            client.NoDelay = server.NoDelay = true;
            var there = CopyAsync(client, server, isReply: false);
            await Task.WhenAny(there, CopyAsync(server, client, isReply: true));
        }
        catch (SocketException)
        {
            // The server is not there: the client sees a broken connection.
        }
        finally
        {
            client.Dispose();
            _clients.TryRemove(client, out _);
            _clients.TryRemove(server, out _);
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool isReply)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var count)
            {
                if (isReply && Interlocked.Exchange(ref _losing, 0) == 1)
                {
                    Interlocked.Increment(ref _lost);
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side broke off: so does the relay.
        }
    }
}
