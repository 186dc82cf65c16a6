using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Registry.Client.Tests.Servers;

/// <summary>Stands between a client and a server and breaks what passes through it.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private volatile bool _isCut;

    public TcpProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Breaks every connection.</summary>
    public void Drop()
    {
        foreach (var client in _clients.Keys)
        {
            // One that has just ended has no socket any more.
            client.Client?.Close(0);
        }
    }

    /// <summary>Breaks every connection and those to come.</summary>
    public void Cut()
    {
        _isCut = true;
        Drop();
    }

    public void Restore() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Drop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = CarryAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            _clients[client] = 0;
            try
            {
                if (_isCut)
                {
                    // One that has just ended has no socket any more.
            client.Client?.Close(0);
                    return;
                }

                client.NoDelay = true;
                server.NoDelay = true;
                await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                // Breaking is what it is for.
            }
            finally
            {
                _clients.TryRemove(client, out _);
            }
        }
    }
}
