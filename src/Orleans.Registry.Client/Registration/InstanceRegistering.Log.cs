using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class InstanceRegistering
{
    [LoggerMessage(7101, LogLevel.Information, "Registered {InstanceId} of {Service} at {Address}:{Port} (revision {Revision})", EventName = "Registered")]
    private partial void LogRegistered(InstanceId instanceId, ServiceName service, string address, int port, Revision revision);

    [LoggerMessage(7102, LogLevel.Warning, "Could not register {InstanceId} of {Service}, trying on: {Code}: {Message}", EventName = "NotRegistered")]
    private partial void LogNotRegistered(InstanceId instanceId, ServiceName service, RegistryErrorCode code, string message);
}
