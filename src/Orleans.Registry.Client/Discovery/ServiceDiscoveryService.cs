using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>Begins to watch the services that the options name when the host starts; waits for none of them.</summary>
internal sealed class ServiceDiscoveryService(IServiceDiscovery discovery, IOptions<ServiceDiscoveryOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var service in options.Value.Services)
        {
            discovery.GetEndpoints(ServiceName.Parse(service));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
