namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Finds out whether a watch can begin. A registry that is not ready ends a watch without an event, which says nothing to
/// a reader; a read says why.
/// </summary>
internal static class WatchReadiness
{
    public static async ValueTask<RegistryError?> CheckAsync(IServiceRegistry registry, ServiceName service, CancellationToken cancellationToken)
    {
        var read = await registry.GetServiceAsync(service, null, cancellationToken);

        if (read is { IsSuccess: true, Value.Freshness.Source: AnswerSource.Replica })
        {
            // A standby answers reads but takes no watch: a drain at the leader would not wait for its readers.
            var stats = await registry.GetStatsAsync(cancellationToken);
            return stats is { IsSuccess: true, Value.IsReady: false } ? new RegistryError(RegistryErrorCode.NotReady, stats.Value.NotReadyReason) : null;
        }

        // A service that is not known yet can be watched all the same.
        return read.IsSuccess || read.Error.Code == RegistryErrorCode.ServiceNotFound ? null : read.Error;
    }
}
