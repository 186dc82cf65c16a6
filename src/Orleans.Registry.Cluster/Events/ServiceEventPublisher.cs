using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Sends service events out, one at a time for each service: changes that come while one is on its way share the next one.
/// A stream that fails or is missing holds nobody up. Called from service grains' turns.
/// </summary>
internal sealed partial class ServiceEventPublisher(
    IServiceProvider services, IOptions<ClusterRegistryOptions> options, ILogger<ServiceEventPublisher> logger)
{
    private readonly ConcurrentDictionary<ServiceName, ServicePosition> _latest = new();
    private readonly Lazy<IStreamProvider?> _provider = new(() => options.Value.StreamProvider.Length == 0
        ? null
        : services.GetKeyedService<IStreamProvider>(options.Value.StreamProvider));

    public void Publish(ServiceName service, ServicePosition position)
    {
        if (_provider.Value is not { } provider)
        {
            return;
        }

        var isIdle = false;
        _latest.AddOrUpdate(
            service,
            _ =>
            {
                isIdle = true;
                return position;
            },
            (_, _) =>
            {
                isIdle = false;
                return position;
            });
        if (isIdle)
        {
            _ = SendAsync(provider, service, position);
        }
    }

    private async Task SendAsync(IStreamProvider provider, ServiceName service, ServicePosition position)
    {
        while (true)
        {
            try
            {
                var stream = provider.GetStream<ServiceEvent>(StreamId.Create(ServiceEvent.StreamNamespace, service.Value));
                await stream.OnNextAsync(new ServiceEvent(service, position));
            }
            catch (Exception exception)
            {
                LogNotSent(logger, service, position.Revision, exception.Message);
            }

            if (_latest.TryRemove(new KeyValuePair<ServiceName, ServicePosition>(service, position)))
            {
                return;
            }

            position = _latest[service];
        }
    }

    [LoggerMessage(340, LogLevel.Warning, "The event of service '{Service}' at revision {Revision} did not go out: {Reason}")]
    private static partial void LogNotSent(ILogger logger, ServiceName service, Revision revision, string reason);
}
