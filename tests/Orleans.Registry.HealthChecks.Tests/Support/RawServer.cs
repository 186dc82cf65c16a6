using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>Accepts connections, says one thing and hangs up; says nothing and hangs up at once without a text.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public RawServer(string text = "")
    {
        _listener.Start();
        _serving = Task.Run(() => ServeAsync(Encoding.ASCII.GetBytes(text)));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Accepted { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] text)
    {
        while (true)
        {
            using var client = await _listener.AcceptSocketAsync(_stop.Token);
            Accepted++;
            await client.SendAsync(text, _stop.Token);
        }
    }
}
