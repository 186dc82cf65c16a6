using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class RegistryConnection
{
    [LoggerMessage(7001, LogLevel.Warning, "The registry at {Address} cannot be reached: {Message}", EventName = "Unreachable")]
    private partial void LogUnreachable(Uri address, string message);

    [LoggerMessage(7002, LogLevel.Information, "The registry at {Address} can be reached again after {Seconds:F1} s", EventName = "Reachable")]
    private partial void LogReachable(Uri address, double seconds);
}
