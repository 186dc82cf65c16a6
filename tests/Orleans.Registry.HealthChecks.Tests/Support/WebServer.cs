using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>A real web server on a free port of this machine.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private WebApplication? _app;
    private int _made;
    private int _open;

    public int Port { get; private set; }

    /// <summary>Connections made to it so far.</summary>
    public int Connections => Volatile.Read(ref _made);

    /// <summary>Connections that are open.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <param name="answer">What it answers.</param>
    /// <param name="protocols">How it is spoken to.</param>
    /// <param name="certificate">What it shows for TLS; without it there is none.</param>
    public static async Task<WebServer> StartAsync(
        RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? certificate = null)
    {
        var server = new WebServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.Use(server.CountAsync);
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var app = server._app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Port = new Uri(address).Port;
        return server;
    }

    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();

    private async Task CountAsync(ConnectionContext connection, Func<Task> next)
    {
        Interlocked.Increment(ref _made);
        Interlocked.Increment(ref _open);
        try
        {
            await next();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
