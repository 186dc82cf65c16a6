namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Finds out whether a watch can begin, while the answer can still have a status of its own: once its first event is waited for,
/// the stream has begun.
/// </summary>
internal static class WatchReadiness
{
    public static async ValueTask<RegistryError?> CheckAsync(IServiceRegistry registry, ServiceName service, CancellationToken cancellationToken)
    {
        var read = await registry.GetServiceAsync(service, null, cancellationToken);

        if (read is { IsSuccess: true, Value.Freshness.Source: AnswerSource.Replica })
        {
            // A standby answers reads but takes no watch: a drain at the leader would not wait for its readers.
            return (await registry.CheckReadyAsync(cancellationToken)).Error;
        }

        // A service that is not known yet can be watched all the same.
        return read.IsSuccess || read.Error.Code == RegistryErrorCode.ServiceNotFound ? null : read.Error;
    }
}
