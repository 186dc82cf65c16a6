using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client.AspNetCore;

internal sealed partial class RegistryHealthPublisher
{
    [LoggerMessage(
        7141, LogLevel.Warning, "Could not report the health of {InstanceId}, the next run of the checks will: {Code}: {Message}", EventName = "HealthNotReported")]
    private partial void LogNotReported(InstanceId instanceId, RegistryErrorCode code, string message);
}
