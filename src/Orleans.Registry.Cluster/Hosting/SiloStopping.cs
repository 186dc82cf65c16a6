namespace Orleans.Registry.Cluster;

/// <summary>Says when the silo begins to stop, so that whoever waits in a grain lets go of it.</summary>
internal sealed class SiloStopping : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public CancellationToken Token => _stopping.Token;

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe<SiloStopping>(ServiceLifecycleStage.Last, static _ => Task.CompletedTask, _ => _stopping.CancelAsync());

    public void Dispose() => _stopping.Dispose();
}
