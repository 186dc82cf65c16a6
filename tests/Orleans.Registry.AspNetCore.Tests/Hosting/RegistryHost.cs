using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Embedded;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>A registry in memory behind a real server on a free loopback port.</summary>
public sealed class RegistryHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RegistryHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IServiceRegistry Registry => _app.Services.GetRequiredService<IServiceRegistry>();

    /// <summary>Starts a server around a registry of its own, or around another implementation of the contract.</summary>
    public static async Task<RegistryHost> StartAsync(
        Action<ServiceRegistryHttpOptions>? configure = null,
        IServiceRegistry? registry = null,
        Action<EmbeddedRegistryOptions>? embedded = null,
        Action<IEndpointRouteBuilder>? map = null,
        Action<WebApplication>? use = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddServiceRegistryHttp(configure);
        if (registry is null)
        {
            builder.Services.AddEmbeddedServiceRegistry(embedded);
        }
        else
        {
            builder.Services.AddSingleton(registry);
        }

        var app = builder.Build();
        use?.Invoke(app);
        map?.Invoke(app);
        if (map is null)
        {
            app.MapServiceRegistry();
        }

        await app.StartAsync();
        var host = new RegistryHost(app);
        if (registry is null)
        {
            // A registry that takes its time to load does so behind the start of its host.
            await Eventually.TrueAsync(async () => (await host.Registry.GetStatsAsync()).GetValueOrThrow().IsReady);
        }

        return host;
    }

    /// <summary>Sends a body that is written out, declared as JSON.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request);
    }

    /// <summary>Registers an instance and fails unless that is acknowledged.</summary>
    public async Task<RegistrationReceipt> RegisterAsync(string service, string id, Func<InstanceDetails, InstanceDetails>? with = null)
    {
        var details = new InstanceDetails { Address = "127.0.0.1", Port = 8080, Version = "1.2.3", Ttl = TimeSpan.FromMinutes(10) };
        var result = await Registry.RegisterAsync(new InstanceRegistration
        {
            Service = ServiceName.Parse(service),
            Id = InstanceId.Parse(id),
            Details = with?.Invoke(details) ?? details,
        });
        return result.GetValueOrThrow();
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
