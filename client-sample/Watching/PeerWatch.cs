using Orleans.Registry.Client;

namespace Orleans.Registry.ClientSample;

/// <summary>Watches the peer and prints one line for each change, with its revision.</summary>
internal sealed class PeerWatch(IServiceRegistry registry, IRegistryConnection connection, SampleOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        connection.Changed += Say;
        try
        {
            if (options.Peer.Length > 0)
            {
                await WatchAsync(ServiceName.Parse(options.Peer), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
        finally
        {
            connection.Changed -= Say;
        }
    }

    private async Task WatchAsync(ServiceName peer, CancellationToken stoppingToken)
    {
        var held = new ServiceMirror(peer);
        await foreach (var next in registry.WatchAsync(new WatchRequest { Targets = [new WatchTarget(peer)] }, stoppingToken))
        {
            foreach (var line in ChangeText.Lines(next, held))
            {
                SampleOutput.Line(line);
            }

            held.Apply(next);
        }
    }

    private static void Say(RegistryConnectionStatus status)
        => SampleOutput.Line(status.IsReachable ? $"registry {status.Address} answers" : $"registry {status.Address} does not answer: {status.LastError?.Message}");
}
