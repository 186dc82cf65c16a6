using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Persistence.Etcd;

/// <content>Log messages.</content>
internal sealed partial class ServiceAppender
{
    [LoggerMessage(EventId = 11, EventName = "EtcdNotSettled", Level = LogLevel.Warning,
        Message = "A large append to {Service} is stored, but not all of its records yet ({Reason}); the next append goes on with them")]
    private partial void LogNotSettled(ServiceName service, string reason);
}
