using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Hosting;

/// <summary>A web program that registers itself and answers every request with its id.</summary>
internal sealed class BackendHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private BackendHost(WebApplication app)
    {
        _app = app;
        _app.Run(AnswerAsync);
    }

    public int Requests => Volatile.Read(ref _requests);

    public Uri Address => new(_app.Urls.First());

    public IServiceRegistration Registration => _app.Services.GetRequiredService<IServiceRegistrar>().Registrations.Single();

    /// <summary>Answers instead of the id.</summary>
    public Func<HttpContext, Task>? OnRequest { get; set; }

    /// <summary>Starts it and waits until the registry knows it, unless nobody should wait.</summary>
    public static async Task<BackendHost> StartAsync(
        Uri registry, string service, string id, Action<ServiceRegistrationOptions>? configure = null, bool wait = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddServiceRegistryClient(o => ClientHost.Quick(o, registry));
        builder.Services.AddServiceRegistrar(static o =>
        {
            o.FirstRetryDelay = TimeSpan.FromMilliseconds(20);
            o.MaxRetryDelay = TimeSpan.FromMilliseconds(200);
            o.CallTimeout = TimeSpan.FromSeconds(2);
        });
        builder.Services.AddServiceRegistration(o =>
        {
            o.Service = service;
            o.InstanceId = id;
            o.Ttl = TimeSpan.FromSeconds(1);
            configure?.Invoke(o);
        }).UseServerAddress();
        var host = new BackendHost(builder.Build());
        await host._app.StartAsync();
        if (wait)
        {
            await Eventually.EndsAsync(host.Registration.WaitUntilRegisteredAsync());
        }

        return host;
    }

    /// <summary>Stops as a program does on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Stops without a word to the registry.</summary>
    public async Task KillAsync()
    {
        // The server goes first, so that nothing it was told to do on the way out can still be answered.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().StopAsync(now.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        await (OnRequest?.Invoke(context) ?? context.Response.WriteAsync(Registration.Id.Value));
    }
}
