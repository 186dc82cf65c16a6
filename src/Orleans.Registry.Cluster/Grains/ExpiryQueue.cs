using Orleans.Registry.Core;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Ends leases of one service together: what runs out while a write is under way shares the next one, so that a wave of
/// expiries costs a few writes and is decided on as one by the protection budget. Used within the service grain's turns.
/// </summary>
internal sealed class ExpiryQueue(ServiceOwner owner, IReadOnlyDictionary<InstanceId, InstanceEntry> entries)
{
    private const int MostAtOnce = 256;

    private readonly Queue<(InstanceId Id, TaskCompletionSource<RegistryError?> Done)> _waiting = new();
    private bool _isRunning;

    /// <summary>Removes or holds an instance whose lease has run out. Why that was refused; <c>null</c> when it was not.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="created">The record the lease was for; nothing happens to a newer one.</param>
    public Task<RegistryError?> ExpireAsync(InstanceId id, Revision created)
    {
        if (!entries.TryGetValue(id, out var entry) || entry.Instance.CreatedRevision != created)
        {
            return Task.FromResult<RegistryError?>(null);
        }

        // Here no clock runs: the entry is closed because its grain says so.
        entry.Rearm(0);
        entry.TryClose(0);
        var done = new TaskCompletionSource<RegistryError?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((id, done));
        if (!_isRunning)
        {
            _isRunning = true;
            _ = RunAsync();
        }

        return done.Task;
    }

    private async Task RunAsync()
    {
        List<(InstanceId Id, TaskCompletionSource<RegistryError?> Done)> batch = [];
        while (_waiting.Count > 0)
        {
            batch.Clear();
            while (batch.Count < MostAtOnce && _waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            await ExpireAsync(batch);
        }

        _isRunning = false;
    }

    private async Task ExpireAsync(List<(InstanceId Id, TaskCompletionSource<RegistryError?> Done)> batch)
    {
        try
        {
            var outcome = await owner.ExecuteAsync(new ExpireCommand([.. batch.Select(static b => b.Id)]));
            batch.ForEach(b => b.Done.TrySetResult(outcome.Error));
        }
        catch (Exception exception)
        {
            batch.ForEach(b => b.Done.TrySetException(exception));
        }
    }
}
