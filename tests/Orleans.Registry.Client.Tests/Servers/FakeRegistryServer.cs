using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client.Tests.Servers;

/// <summary>A real HTTP server that answers as a test says and keeps what it was sent.</summary>
internal sealed class FakeRegistryServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedRequest> _requests = [];

    private FakeRegistryServer(WebApplication app)
    {
        _app = app;
        _app.Run(HandleAsync);
    }

    /// <summary>Answers everything but what <see cref="OnWatch"/> answers.</summary>
    public Func<HttpContext, Task> OnRequest { get; set; } = static context =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    /// <summary>Answers watch connections, each with its number from 1.</summary>
    public Func<WatchScript, int, Task>? OnWatch { get; set; }

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>The watch connections so far, by what they asked for.</summary>
    public ConcurrentQueue<WatchRequest> Watches { get; } = [];

    public Uri Address => new(_app.Urls.First());

    public static async Task<FakeRegistryServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeRegistryServer(builder.Build());
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _requests.Enqueue(new RecordedRequest(
            context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers["Idempotency-Key"].ToString(), body));
        if (OnWatch is { } onWatch && context.Request.Path == "/api/v1/watch")
        {
            var script = new WatchScript(context, body);
            Watches.Enqueue(script.Request);
            await onWatch(script, Watches.Count);
            return;
        }

        await OnRequest(context);
    }
}
