using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Engine;

/// <content>Log messages.</content>
public sealed partial class ServiceOwner
{
    [LoggerMessage(100, LogLevel.Error, "A turn of service '{Service}' failed; its state is read back before the next write.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception, ServiceName service);

    [LoggerMessage(101, LogLevel.Warning, "The store did not take changes of service '{Service}' after revision {Revision}: {Reason}")]
    private static partial void LogStoreUnavailable(ILogger logger, ServiceName service, Revision revision, string reason);

    [LoggerMessage(102, LogLevel.Warning, "Service '{Service}' is stored at another revision than {Revision}; it is read back.")]
    private static partial void LogConflict(ILogger logger, ServiceName service, Revision revision);

    [LoggerMessage(103, LogLevel.Error, "The store refuses changes of service '{Service}': another registry has taken it over.")]
    private static partial void LogFenced(ILogger logger, ServiceName service);

    [LoggerMessage(104, LogLevel.Information, "Service '{Service}' was read back at revision {Revision}; {Count} changes were found applied.")]
    private static partial void LogReloaded(ILogger logger, ServiceName service, Revision revision, long count);

    [LoggerMessage(105, LogLevel.Warning, "The store did not tell how far service '{Service}' has come: {Reason}")]
    private static partial void LogStoreUnreadable(ILogger logger, ServiceName service, string reason);

    [LoggerMessage(106, LogLevel.Debug, "Service '{Service}' was brought up to revision {Revision} by {Count} stored changes.")]
    private static partial void LogCaughtUp(ILogger logger, ServiceName service, Revision revision, int count);
}
