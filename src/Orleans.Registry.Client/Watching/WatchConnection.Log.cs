using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class WatchConnection
{
    [LoggerMessage(7011, LogLevel.Debug, "The watch could not be opened: {Code}: {Message}", EventName = "WatchNotOpened")]
    private partial void LogNotOpened(RegistryErrorCode code, string message);

    [LoggerMessage(7012, LogLevel.Debug, "The watch broke: {Message}", EventName = "WatchBroken")]
    private partial void LogBroken(string message);

    [LoggerMessage(7013, LogLevel.Warning, "The watch sent what cannot be read: {Message}", EventName = "WatchUnreadable")]
    private partial void LogUnreadable(string message);

    [LoggerMessage(7014, LogLevel.Debug, "The registry ended the watch: {Reason}", EventName = "WatchEnded")]
    private partial void LogEnded(string reason);

    [LoggerMessage(7015, LogLevel.Warning, "{Outcome} in the watch of {Service} at {Position}, resuming from what is held", EventName = "WatchGap")]
    private partial void LogGap(MirrorOutcome outcome, ServiceName service, ServicePosition position);
}
