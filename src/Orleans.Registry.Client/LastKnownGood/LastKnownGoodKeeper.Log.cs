using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class LastKnownGoodKeeper
{
    [LoggerMessage(7211, LogLevel.Warning, "The registry has told nothing of {Service} yet, using its {Count} instances from disk, {Seconds:F0} s old", EventName = "LastKnownGoodUsed")]
    private partial void LogUsed(ServiceName service, int count, double seconds);

    [LoggerMessage(7212, LogLevel.Warning, "The last known states cannot be read from {Path}: {Message}", EventName = "LastKnownGoodNotRead")]
    private partial void LogNotRead(string path, string message);

    [LoggerMessage(7213, LogLevel.Warning, "The last known states cannot be written to {Path}: {Message}", EventName = "LastKnownGoodNotWritten")]
    private partial void LogNotWritten(string path, string message);
}
