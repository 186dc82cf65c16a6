using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Persistence.Etcd;

/// <content>Log messages.</content>
internal sealed partial class GrpcEtcdClient
{
    [LoggerMessage(EventId = 1, EventName = "EtcdDown", Level = LogLevel.Warning,
        Message = "etcd at {Endpoint} does not answer ({Reason}); trying {Next}")]
    private partial void LogDown(string endpoint, string reason, string next);

    [LoggerMessage(EventId = 2, EventName = "EtcdUp", Level = LogLevel.Information, Message = "etcd answers again, at {Endpoint}")]
    private partial void LogUp(string endpoint);
}
