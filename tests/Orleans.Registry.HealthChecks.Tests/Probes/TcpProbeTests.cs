using System.Net;
using System.Net.Sockets;
using Orleans.Registry.HealthChecks.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.HealthChecks.Tests.Probes;

/// <summary>Against real sockets.</summary>
public sealed class TcpProbeTests
{
    [Fact]
    public async Task A_port_that_takes_connections_passes_also_when_it_hangs_up_at_once()
    {
        await using var server = new RawServer();

        var result = await Probing.RunAsync(Fleet.Tcp(), server.Port);

        Assert.Equal((true, $"connected to 127.0.0.1:{server.Port}"), (result.IsPassed, result.Output));
    }

    [Fact]
    public async Task Another_port_of_the_instance_may_be_named()
    {
        await using var server = new RawServer();

        Assert.True((await Probing.RunAsync(Fleet.Tcp($":{server.Port}"), 1)).IsPassed);
        Assert.True((await Probing.RunAsync(Fleet.Tcp($"localhost:{server.Port}"))).IsPassed);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_a_failure_in_words()
    {
        var result = await Probing.RunAsync(Fleet.Tcp(), LoopbackPort.Free());

        Assert.False(result.IsPassed);
        Assert.Contains("refused", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_a_failure_in_words()
    {
        var result = await Probing.RunAsync(Fleet.Tcp("no-such-host.invalid:80"));

        Assert.False(result.IsPassed);
        Assert.StartsWith("could not connect to no-such-host.invalid:80: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_whose_queue_is_full_ends_with_the_time_for_it()
    {
        // Nobody accepts: once the queue is full the machine leaves further connections without an answer.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var endpoint = (IPEndPoint)listener.LocalEndPoint!;
        List<Socket> waiting = [];
        try
        {
            await FillAsync(endpoint, waiting);
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Probing.RunAsync(Fleet.Tcp(), endpoint.Port, cancellationToken: limit.Token).WaitAsync(Eventually.DefaultDeadline));
        }
        finally
        {
            waiting.ForEach(static s => s.Dispose());
        }
    }

    private static async Task FillAsync(IPEndPoint endpoint, List<Socket> waiting)
    {
        for (var i = 0; i < 64; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            waiting.Add(socket);
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
                await socket.ConnectAsync(endpoint, limit.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        Assert.Fail("The queue did not become full.");
    }
}
