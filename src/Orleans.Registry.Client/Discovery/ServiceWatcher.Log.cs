using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class ServiceWatcher
{
    [LoggerMessage(7201, LogLevel.Warning, "The watch of {Service} failed and is begun again", EventName = "ServiceWatchFailed")]
    private partial void LogWatchFailed(ServiceName service, Exception exception);

    [LoggerMessage(7202, LogLevel.Warning, "The watch of {Service} skipped from {Held} to {Position} and is begun anew", EventName = "ServiceWatchGap")]
    private partial void LogGap(ServiceName service, ServicePosition position, ServicePosition? held);

    [LoggerMessage(7203, LogLevel.Debug, "{Position} of {Service} could not be confirmed: {Code}: {Message}", EventName = "ServiceNotConfirmed")]
    private partial void LogNotConfirmed(ServiceName service, ServicePosition position, RegistryErrorCode code, string message);
}
