namespace Orleans.Registry.AspNetCore;

/// <summary>What the HTTP door logs.</summary>
internal static partial class RegistryHttpLog
{
    [LoggerMessage(EventId = 4001, EventName = "RequestFailed", Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string? path);

    [LoggerMessage(
        EventId = 4002, EventName = "WatchStalled", Level = LogLevel.Warning,
        Message = "Watcher {WatcherId} ({WatcherName}) took nothing for {Timeout}; its connection is aborted")]
    public static partial void WatchStalled(this ILogger logger, string watcherId, string watcherName, TimeSpan timeout);

    [LoggerMessage(EventId = 4003, EventName = "WatchFailed", Level = LogLevel.Error, Message = "The stream of watcher {WatcherId} failed")]
    public static partial void WatchFailed(this ILogger logger, Exception exception, string watcherId);
}
