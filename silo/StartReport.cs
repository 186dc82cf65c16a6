using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Orleans.Registry.Silo;

/// <summary>Says in one line what was started and where it listens, once it listens.</summary>
internal sealed partial class StartReport(
    StartDescription description, IServer server, IHostApplicationLifetime lifetime, ILogger<StartReport> logger) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _started;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _started = lifetime.ApplicationStarted.Register(Report);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _started.Dispose();

    private void Report()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        List<string> parts = [.. description.Parts, $"listening on {string.Join(", ", addresses)}"];
        if (description.DashboardPath is { } path && addresses.FirstOrDefault() is { } address)
        {
            parts.Add($"dashboard {address}{path}");
        }

        LogStarted(logger, string.Join("; ", parts));
        if (description.Lost is { } lost)
        {
            LogInMemory(logger, lost);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Started: {Description}.")]
    private static partial void LogStarted(ILogger logger, string description);

    [LoggerMessage(2, LogLevel.Warning, "{Lost}")]
    private static partial void LogInMemory(ILogger logger, string lost);
}
