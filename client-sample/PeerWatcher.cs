namespace Orleans.Registry.ClientSample;

/// <summary>Watches the peer service and prints a line for each thing that happens to it.</summary>
internal sealed class PeerWatcher(IServiceRegistry registry, SampleOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var request = new WatchRequest { Targets = [new WatchTarget(ServiceName.Parse(options.Peer))], Confirmation = WatchConfirmation.Never };
        await foreach (var next in registry.WatchAsync(request, stoppingToken))
        {
            if (Describe(next) is { } line)
            {
                await Console.Out.WriteLineAsync(line);
            }
        }
    }

    private static string? Describe(WatchEvent next) => next switch
    {
        { Snapshot: { } snapshot } =>
            $"{next.Service} at revision {next.Position.Revision} ({next.Reason}): {string.Join(", ", snapshot.Instances.Select(static i => $"{i.Id} {i.Status}"))}",
        { Change: { } change } =>
            $"{next.Service} revision {change.Revision}: {change.InstanceId} {change.Kind} ({change.Cause})",
        _ => null,
    };
}
