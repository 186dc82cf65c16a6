using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>Opens the store when the silo's storage providers are there and before it takes calls; waits for one that is not there yet.</summary>
internal sealed class StoreOpener(ClusterStore store, IOptions<ClusterRegistryOptions> options, TimeProvider time, ILogger<StoreOpener> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private const int Stage = ServiceLifecycleStage.ApplicationServices + 1000;

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe<StoreOpener>(Stage, OpenAsync, static _ => Task.CompletedTask);

    private Task OpenAsync(CancellationToken cancellationToken)
        => new StoreWait(store.Store.Description, options.Value.StoreWait, time, logger).RunAsync(
            async cancel =>
            {
                await store.Store.OpenAsync(cancel);
                return true;
            },
            cancellationToken);
}
