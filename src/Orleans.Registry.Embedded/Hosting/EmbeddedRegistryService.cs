using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded;

/// <summary>
/// Starts the registry with its host and stops it before the host's services go away. Loading goes on behind the start, so
/// that the doors are open and say "not ready" meanwhile; what is wrong at once (a locked or foreign directory, a store out
/// of reach) fails the start itself, and what turns out wrong later stops the host.
/// </summary>
internal sealed partial class EmbeddedRegistryService(
    EmbeddedServiceRegistry registry, IHostApplicationLifetime lifetime, ILogger<EmbeddedRegistryService> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;
    private Exception? _failure;


    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _starting = Task.Run(() => registry.StartAsync(_stopping.Token), cancellationToken);
        if (await Task.WhenAny(_starting, Task.Delay(AtOnce, cancellationToken)).ConfigureAwait(false) == _starting)
        {
            await _starting.ConfigureAwait(false);
            return;
        }

        _ = StopHostOnFailureAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await registry.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_failure is not null)
        {
            // The host's Run ends with why it stopped, so that the program can exit accordingly.
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task StopHostOnFailureAsync()
    {
        try
        {
            await _starting.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _failure = exception;
            LogFailed(logger, exception);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(230, LogLevel.Critical, "The registry could not start; the host stops.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
