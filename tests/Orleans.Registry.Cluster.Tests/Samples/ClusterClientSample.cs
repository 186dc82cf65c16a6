using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;

namespace Orleans.Registry.Cluster.Tests.Samples;

/// <summary>An Orleans client of a cluster that hosts the registry: calls grains, listens to the stream, prints what it sees.</summary>
internal sealed class ClusterClientSample(IHost host, TextWriter output) : IAsyncDisposable
{
    private readonly IClusterClient _client = host.Services.GetRequiredService<IClusterClient>();
    private Revision _held;

    /// <summary>Connects to a cluster on this machine.</summary>
    public static async Task<ClusterClientSample> ConnectAsync(int gatewayPort, TextWriter output)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client
            .UseLocalhostClustering(gatewayPort)
            .AddMemoryStreams(ClusterRegistryOptions.DefaultProviderName)
            .AddServiceRegistry());
        var host = builder.Build();
        await host.StartAsync();
        return new ClusterClientSample(host, output);
    }

    /// <summary>Registers an instance by its grain.</summary>
    public async Task RegisterAsync(ServiceName service, string id, int port)
    {
        var registration = new InstanceRegistration
        {
            Service = service,
            Id = InstanceId.Parse(id),
            Details = new InstanceDetails { Address = "10.0.0.1", Port = port, Ttl = TimeSpan.FromSeconds(30) },
        };
        var receipt = (await _client.GetGrain<IInstanceGrain>(id).RegisterAsync(registration, OperationId.NewId())).GetValueOrThrow();
        await output.WriteLineAsync($"registered {receipt.Instance.Id} at {receipt.Position}");
    }

    /// <summary>Prints every change of a service. An event only wakes: what is new is pulled from the owner by revision.</summary>
    public async Task PrintChangesAsync(ServiceName service)
    {
        var owner = _client.GetGrain<IServiceGrain>(service.Value);
        var stream = _client.GetStreamProvider(ClusterRegistryOptions.DefaultProviderName)
            .GetStream<ServiceEvent>(StreamId.Create(ServiceEvent.StreamNamespace, service.Value));
        await stream.SubscribeAsync(async (next, _) =>
        {
            if (next.Position.Revision > _held)
            {
                foreach (var change in (await owner.GetHistoryAsync(_held, 1000)).GetValueOrThrow().Changes)
                {
                    await output.WriteLineAsync($"changed {change}");
                    _held = change.Revision;
                }
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
