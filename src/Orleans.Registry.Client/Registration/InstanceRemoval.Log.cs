using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class InstanceRemoval
{
    [LoggerMessage(7121, LogLevel.Information, "Drained {InstanceId}: {Confirmed} watchers confirmed revision {Revision}", EventName = "Drained")]
    private partial void LogDrained(InstanceId instanceId, int confirmed, Revision revision);

    [LoggerMessage(7122, LogLevel.Warning, "{InstanceId} goes although after {Seconds} s these watchers had not confirmed its drain: {Late}", EventName = "DrainLate")]
    private partial void LogDrainLate(InstanceId instanceId, double seconds, string late);

    [LoggerMessage(7123, LogLevel.Warning, "Could not drain {InstanceId}: {Code}: {Message}", EventName = "NotDrained")]
    private partial void LogNotDrained(InstanceId instanceId, RegistryErrorCode code, string message);

    [LoggerMessage(7124, LogLevel.Information, "Deregistered {InstanceId}", EventName = "Deregistered")]
    private partial void LogDeregistered(InstanceId instanceId);

    [LoggerMessage(7125, LogLevel.Warning, "{InstanceId} goes without the registry having heard of it, so its lease ends by itself: {Code}: {Message}", EventName = "NoGoodbye")]
    private partial void LogNoGoodbye(InstanceId instanceId, RegistryErrorCode code, string message);

    [LoggerMessage(7126, LogLevel.Information, "{InstanceId} belongs to another process by now and stays registered", EventName = "SupersededAtStop")]
    private partial void LogSupersededAtStop(InstanceId instanceId);
}
