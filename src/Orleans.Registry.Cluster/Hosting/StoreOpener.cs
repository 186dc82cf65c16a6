namespace Orleans.Registry.Cluster;

/// <summary>Opens the store when the silo's storage providers are there and before it takes calls.</summary>
internal sealed class StoreOpener(ClusterStore store) : ILifecycleParticipant<ISiloLifecycle>
{
    private const int Stage = ServiceLifecycleStage.ApplicationServices + 1000;

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe<StoreOpener>(Stage, cancellationToken => store.Store.OpenAsync(cancellationToken).AsTask(), static _ => Task.CompletedTask);
}
