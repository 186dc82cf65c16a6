using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Embedded;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Servers;

/// <summary>A registry behind its HTTP door on a loopback port, which it keeps over restarts.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    private readonly string? _directory;
    private readonly Action<EmbeddedRegistryOptions>? _configure;
    private WebApplication? _app;

    /// <param name="directory">Where its records outlive a restart; <c>null</c> for a registry that forgets everything.</param>
    /// <param name="configure">Sets the registry up.</param>
    public RegistryServer(string? directory, Action<EmbeddedRegistryOptions>? configure = null)
    {
        _directory = directory;
        _configure = configure;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public IServiceRegistry Registry => _app!.Services.GetRequiredService<IServiceRegistry>();

    /// <param name="directory">Where its records outlive a restart; <c>null</c> for a registry that forgets everything.</param>
    public static async Task<RegistryServer> StartAsync(string? directory = null)
    {
        var server = new RegistryServer(directory);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.ToString());
        var registry = builder.Services.AddEmbeddedServiceRegistry(o =>
        {
            o.LeaseGrace = TimeSpan.Zero;
            _configure?.Invoke(o);
        });
        if (_directory is not null)
        {
            registry.UseJournal(o => o.Directory = _directory);
        }

        builder.Services.AddServiceRegistryHealthChecks();
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
