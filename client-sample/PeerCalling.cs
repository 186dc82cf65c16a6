namespace Orleans.Registry.ClientSample;

/// <summary>Calls the peer again and again, and prints the calls that failed.</summary>
internal sealed class PeerCalling(PeerCaller peer, CallCounts counts, SampleOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.CallsPerSecond <= 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / options.CallsPerSecond));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var before = counts.Read().Failed;
            var answer = await peer.CallAsync(stoppingToken);
            if (counts.Read().Failed > before)
            {
                await Console.Out.WriteLineAsync($"call to {options.Peer} failed: {answer}");
            }
        }
    }
}
