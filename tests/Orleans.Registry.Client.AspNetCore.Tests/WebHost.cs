using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.AspNetCore.Tests;

/// <summary>A web program that registers itself with a registry of its own process.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IServiceRegistration Registration => _app.Services.GetRequiredService<IServiceRegistrar>().Registrations.Single(static r => r.Registration.Service.Value == "orders");

    public static async Task<WebHost> StartAsync(
        Action<ServiceRegistrationBuilder> registration,
        Action<ServiceRegistrationOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddEmbeddedServiceRegistry();
        registration(builder.Services.AddServiceRegistration(o =>
        {
            o.Service = "orders";
            configure?.Invoke(o);
        }));
        builder.Services.Configure<HealthCheckPublisherOptions>(static o =>
        {
            o.Delay = TimeSpan.Zero;
            o.Period = TimeSpan.FromSeconds(1);
        });
        services?.Invoke(builder.Services);
        var host = new WebHost(builder.Build());
        await host._app.StartAsync();
        await Eventually.EndsAsync(host.Registration.WaitUntilRegisteredAsync());
        return host;
    }

    /// <summary>What the registry says of the instance now.</summary>
    public async Task<ServiceInstance> FoundAsync(string? id = null)
        => (await _app.Services.GetRequiredService<IServiceRegistry>().GetInstanceAsync(id is null ? Registration.Id : InstanceId.Parse(id)))
            .GetValueOrThrow().Instance;

    public Task BecomesAsync(InstanceStatus status)
        => Eventually.TrueAsync(async () => (await FoundAsync()).Status == status, what: $"the instance is {status}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
