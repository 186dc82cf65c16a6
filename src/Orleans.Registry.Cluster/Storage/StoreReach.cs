namespace Orleans.Registry.Cluster;

/// <summary>
/// Whether this silo has ever reached its store: one that never has can answer nothing. Once it has, trouble of the store is said
/// by the calls that meet it, and reads go on from the memory of owners and copies. Safe to use from any thread.
/// </summary>
internal sealed class StoreReach(ClusterStore store, TimeProvider time)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    // Any one will do, and one that is not there is the cheapest to read.
    private static readonly ServiceName Probe = ServiceName.Parse("service-registry.readiness");
    private volatile bool _wasReached;
    private volatile Task<RegistryError?>? _look;

    /// <summary>
    /// What the last look at the store found, at once; <c>null</c> while none has ended. Until the store was reached, each call
    /// that finds no look under way begins one.
    /// </summary>
    public bool? Look()
    {
        if (_wasReached)
        {
            return true;
        }

        var last = _look;
        if (last is null or { IsCompleted: true })
        {
            _look = Task.Run(CheckAsync);
        }

        return last is { IsCompletedSuccessfully: true } ? last.Result is null : null;
    }

    /// <summary>Why the store was never reached, or <c>null</c>. Costs one read of one record until it was.</summary>
    public async Task<RegistryError?> CheckAsync()
    {
        if (_wasReached)
        {
            return null;
        }

        try
        {
            await store.Store.LoadAsync(Probe, CancellationToken.None).AsTask().WaitAsync(Wait, time);
        }
        catch (StoreCorruptException)
        {
            // What it holds is for those to say who ask for it.
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TimeoutException)
        {
            return new RegistryError(RegistryErrorCode.NotReady, $"The store was not reached yet: {exception.Message}");
        }

        _wasReached = true;
        return null;
    }
}
