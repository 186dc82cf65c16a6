using Orleans.Storage;

namespace Orleans.Registry.Cluster;

/// <summary>Reads and writes single records in any grain storage; says what went wrong in the words of the registry.</summary>
internal sealed class SliceStorage(IGrainStorage storage)
{
    private const string StateName = "service-registry";

    /// <summary>Reads a record; one that is not there has <see cref="StoredRecord{T}.RecordExists"/> false.</summary>
    public async Task<StoredRecord<T>> ReadAsync<T>(GrainId id)
        where T : class, new()
    {
        var state = new StoredRecord<T>();
        await GuardAsync(() => storage.ReadStateAsync(StateName, id, state)).ConfigureAwait(false);
        return state;
    }

    /// <summary>Replaces a record that was read; false, and nothing is written, when it is another one by now.</summary>
    public async Task<bool> TryWriteAsync<T>(GrainId id, StoredRecord<T> state)
        where T : class, new()
    {
        try
        {
            await GuardAsync(() => storage.WriteStateAsync(StateName, id, state)).ConfigureAwait(false);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    /// <summary>Removes a record, whatever is in it; one that somebody changes at the same time may stay.</summary>
    public async Task RemoveAsync(GrainId id)
    {
        var state = await ReadAsync<ServiceSlice>(id).ConfigureAwait(false);
        if (state.RecordExists)
        {
            try
            {
                await GuardAsync(() => storage.ClearStateAsync(StateName, id, state)).ConfigureAwait(false);
            }
            catch (InconsistentStateException)
            {
                // Another writer of the service is at it: it is its to remove.
            }
        }
    }

    private static async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (InconsistentStateException or OutOfMemoryException))
        {
            throw new StoreUnavailableException($"The grain storage failed: {exception.Message}", exception);
        }
    }
}
