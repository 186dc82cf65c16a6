using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Servers;

/// <summary>A registry in memory behind its HTTP door on a loopback port, which it keeps over restarts.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    private readonly IRegistryStore? _store;
    private WebApplication? _app;

    private RegistryServer(IRegistryStore? store) => _store = store;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public IServiceRegistry Registry => _app!.Services.GetRequiredService<IServiceRegistry>();

    /// <param name="store">What outlives a restart; <c>null</c> for a registry that forgets everything.</param>
    public static async Task<RegistryServer> StartAsync(IRegistryStore? store = null)
    {
        var server = new RegistryServer(store);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.ToString());
        if (_store is not null)
        {
            builder.Services.AddSingleton(_store);
        }

        builder.Services.AddEmbeddedServiceRegistry(static o => o.LeaseGrace = TimeSpan.Zero);
        builder.Services.AddServiceRegistryHttp();
        _app = builder.Build();
        _app.MapServiceRegistry();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
        await Eventually.TrueAsync(async () => (await Registry.GetStatsAsync()) is { IsSuccess: true, Value.IsReady: true });
    }

    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
