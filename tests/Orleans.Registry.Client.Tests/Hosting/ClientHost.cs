using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Hosting;

/// <summary>A program without a server that finds and calls services.</summary>
internal sealed class ClientHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ClientHost(IHost host) => _host = host;

    public IServiceDiscovery Discovery => _host.Services.GetRequiredService<IServiceDiscovery>();

    /// <summary>Makes the program's meters.</summary>
    public IMeterFactory Meters => _host.Services.GetRequiredService<IMeterFactory>();

    public HttpClient Http => _host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("test");

    public static async Task<ClientHost> StartAsync(
        Uri registry, Action<ServiceDiscoveryOptions>? configure = null, Action<ServiceDiscoveryHttpOptions>? http = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddServiceRegistryClient(o => Quick(o, registry));
        builder.Services.AddServiceDiscovery(o =>
        {
            o.Heartbeat = TimeSpan.FromMilliseconds(200);
            configure?.Invoke(o);
        });
        builder.Services.AddHttpClient("test").AddServiceDiscovery(http);
        var host = builder.Build();
        await host.StartAsync();
        return new ClientHost(host);
    }

    public static void Quick(ServiceRegistryClientOptions options, Uri registry)
    {
        options.Addresses.Add(registry);
        options.FirstRetryDelay = TimeSpan.FromMilliseconds(10);
        options.MaxRetryDelay = TimeSpan.FromMilliseconds(100);
        options.WatchHeartbeat = TimeSpan.FromMilliseconds(500);
    }

    public IServiceEndpoints Endpoints(string service, string? policy = null) => Discovery.GetEndpoints(ServiceName.Parse(service), policy);

    /// <summary>Waits until exactly these instances are called.</summary>
    public async Task<IServiceEndpoints> CallsAsync(string service, params string[] ids)
    {
        var endpoints = Endpoints(service, "round-robin");
        await Eventually.TrueAsync(
            () => endpoints.Snapshot is { } s && s.State.Instances.Where(static i => i.IsHealthy).Select(static i => i.Id.Value).Order().SequenceEqual(ids.Order()),
            what: $"{service} is {string.Join(", ", ids)}");
        return endpoints;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }
}
