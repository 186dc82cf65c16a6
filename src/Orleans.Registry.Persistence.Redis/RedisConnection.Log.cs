using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Persistence.Redis;

/// <content>Log messages.</content>
internal sealed partial class RedisConnection
{
    [LoggerMessage(5101, LogLevel.Warning, "Connection to Redis at {EndPoint} lost ({Failure}); reconnecting.", EventName = "ConnectionLost")]
    private partial void LogConnectionLost(string? endPoint, string failure);

    [LoggerMessage(5102, LogLevel.Information, "Connection to Redis at {EndPoint} is back.", EventName = "ConnectionRestored")]
    private partial void LogConnectionRestored(string? endPoint);
}
