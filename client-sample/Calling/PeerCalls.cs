namespace Orleans.Registry.ClientSample;

/// <summary>Calls the peer again and again, at the pace that was asked for, and says what changes: the first failure, the first success after it.</summary>
internal sealed class PeerCalls(
    IServiceScopeFactory scopes, SampleOptions options, TimeProvider timeProvider, IHostApplicationLifetime lifetime) : BackgroundService
{
    private const int MostAtOnce = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Peer.Length == 0 || options.CallsPerSecond <= 0)
        {
            return;
        }

        // Not while the program drains: it may be its own peer, and the last of them.
        var stopping = lifetime.ApplicationStopping;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / options.CallsPerSecond), timeProvider);
        using var slots = new SemaphoreSlim(MostAtOnce);
        var outcome = new OutcomePrinter(options.Peer);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await slots.WaitAsync(stopping);
                _ = CallAsync(slots, outcome);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The program stops. Calls that are under way end by themselves.
            for (var i = 0; i < MostAtOnce; i++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task CallAsync(SemaphoreSlim slots, OutcomePrinter outcome)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var (succeeded, text) = await scope.ServiceProvider.GetRequiredService<PeerClient>().CallAsync(CancellationToken.None);
            outcome.Say(succeeded, text);
        }
        finally
        {
            slots.Release();
        }
    }
}
