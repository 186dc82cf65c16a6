namespace Orleans.Registry.ClusterClientSample;

/// <summary>Prints every change of the service as the registry's own watch tells it: in order, without a gap.</summary>
internal sealed class WatchPrinter(IServiceRegistry registry, SampleOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var request = new WatchRequest { Targets = [new WatchTarget(options.ServiceName)], WatcherName = options.InstanceId.Value };
        try
        {
            await foreach (var next in registry.WatchAsync(request, stoppingToken))
            {
                foreach (var line in Lines(next))
                {
                    SampleOutput.Line($"watch {next.Service} {next.Position.Revision} {line}");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    private static IEnumerable<string> Lines(WatchEvent next) => next switch
    {
        { Change: { } change } => [ChangeText.Describe(change)],
        { Snapshot: { } snapshot } => ChangeText.Describe(snapshot),
        _ => [],
    };
}
