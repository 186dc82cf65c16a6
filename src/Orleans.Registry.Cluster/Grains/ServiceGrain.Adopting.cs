using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Cluster;

/// <content>
/// What was found in the store gets its leases. Most have one, or a reminder that brings it back. Who has neither, because the
/// records came from another registry or the reminders were lost, would otherwise stay for ever when it is silent.
/// </content>
internal sealed partial class ServiceGrain
{
    private const int AdoptedAtOnce = 64;
    private static readonly TimeSpan AdoptAgainAfter = TimeSpan.FromSeconds(5);

    private async Task AdoptAsync(List<InstanceId> ids)
    {
        try
        {
            while (ids.Count > 0 && _refusal is null)
            {
                var left = new List<InstanceId>();
                foreach (var batch in ids.Chunk(AdoptedAtOnce))
                {
                    if (_refusal is not null)
                    {
                        return;
                    }

                    var adopted = await Task.WhenAll(batch.Select(AdoptAsync));
                    left.AddRange(batch.Where((_, i) => !adopted[i]));
                }

                ids = left;
                if (ids.Count > 0)
                {
                    await Task.Delay(AdoptAgainAfter, time, stopping.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops; who owns the service next begins again.
        }
    }

    private async Task<bool> AdoptAsync(InstanceId id)
    {
        try
        {
            return await GrainFactory.GetGrain<ILeaseGrain>(id.Value).AdoptAsync(Name);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogNotAdopted(_logger, id, exception.Message);
            return false;
        }
    }

    [LoggerMessage(322, LogLevel.Information, "The lease of instance '{Id}' could not be looked after; it is tried again: {Reason}")]
    private static partial void LogNotAdopted(ILogger logger, InstanceId id, string reason);
}
