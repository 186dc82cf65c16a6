using System.Net;
using System.Net.Sockets;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>A port of this machine that takes connections while it is open and refuses them while it is closed.</summary>
public sealed class SwitchedPort : IDisposable
{
    private readonly Lock _gate = new();
    private Socket? _listener;
    private int _accepted;

    /// <summary>Opens a free port.</summary>
    public SwitchedPort() => Open();

    /// <summary>The port, the same whenever it is open.</summary>
    public int Number { get; private set; }

    /// <summary>Connections taken so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Takes connections from now on.</summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_listener is not null)
            {
                return;
            }

            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

            // What is left of earlier connections must not keep the port from being opened again.
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, Number));
            listener.Listen(64);
            Number = ((IPEndPoint)listener.LocalEndPoint!).Port;
            _listener = listener;
            _ = AcceptAsync(listener);
        }
    }

    /// <summary>Refuses connections from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptAsync();
                Interlocked.Increment(ref _accepted);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was closed.
        }
    }
}
