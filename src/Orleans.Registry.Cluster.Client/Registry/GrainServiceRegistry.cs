using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>
/// The registry of a cluster, for Orleans clients and for programs that run in its silos. Every mutation and every
/// <see cref="ReadOptions.Strong"/> read is a call to the grain that owns the service. Watches, and reads of services that are
/// read often, are served from one copy of each such service in this process, which follows its owner: an answer says how long
/// ago the owner was last heard, and shows at least what this process has written and been told before.
/// </summary>
/// <remarks>
/// All members may be called from any thread. A call that a moving grain refused is sent again a few times; one whose outcome
/// is not known is answered <see cref="RegistryErrorCode.Unreachable"/> and is the caller's to repeat, with the same
/// <see cref="OperationId"/>.
/// </remarks>
public sealed partial class GrainServiceRegistry : IServiceRegistry, IAsyncDisposable
{
    private const int MostAttempts = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    private readonly IClusterClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WatcherDirectory _watchers;
    private readonly FollowedServices _followed;
    private readonly CopyReads _copies;
    private readonly Action? _countRead;
    private readonly CancellationTokenRegistration _stopping;
    private readonly Meter? _ownMeter;

    /// <summary>
    /// Serves one process; <c>AddServiceRegistry()</c> on a client or a silo makes one. A process needs no second one: it would
    /// hold copies of its own.
    /// </summary>
    /// <param name="client">The cluster.</param>
    /// <param name="time">Times waits and ages.</param>
    /// <param name="loggers">Makes the log.</param>
    /// <param name="meters">Makes the meter; default <c>null</c>: a meter of its own.</param>
    /// <param name="countRead">
    /// In a silo only: called from any thread for each read that is answered from a copy. Default <c>null</c>: a client.
    /// </param>
    /// <param name="stopping">Says when the process begins to stop: watches end then. Default never.</param>
    public GrainServiceRegistry(
        IClusterClient client,
        TimeProvider time,
        ILoggerFactory loggers,
        IMeterFactory? meters = null,
        Action? countRead = null,
        CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        _client = client;
        _time = time;
        _logger = loggers.CreateLogger<GrainServiceRegistry>();
        _watchers = new WatcherDirectory(time);
        _followed = new FollowedServices(client, time, loggers.CreateLogger<FollowedServices>());
        _copies = new CopyReads(_followed, time);
        _countRead = countRead;
        _stopping = stopping.Register(Stop);
        var (meter, isOwned) = ClusterClientTelemetry.CreateMeter(meters);
        _ownMeter = isOwned ? meter : null;
        RegistryInstruments.AddWatchers(meter, () => Watchers);
        meter.CreateObservableUpDownCounter("registry.copy.count", () => Copies, "{service}", "Services of which this process holds a copy.");
    }

    /// <summary>How many streams are open in this process.</summary>
    public int Watchers => _watchers.Count;

    /// <summary>How many services this process holds a copy of, or is about to.</summary>
    public int Copies => _followed.Count;

    // A process that stops must not keep its readers, nor the owners of the services waiting for it.
    private void Stop()
    {
        _watchers.Stop();
        _followed.Stop();
    }

    /// <summary>Ends all watches. The cluster goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.DisposeAsync().ConfigureAwait(false);
        _watchers.Stop();
        await _followed.DisposeAsync().ConfigureAwait(false);
        _ownMeter?.Dispose();
    }

    private IServiceGrain Service(ServiceName service) => _client.GetGrain<IServiceGrain>(service.Value);

    private IInstanceGrain Instance(InstanceId id) => _client.GetGrain<IInstanceGrain>(id.Value);

    private async Task<RegistryResult<byte[]>> RenewAsync(RenewalBatch batch) => await Router.RenewAsync(batch).ConfigureAwait(false);

    private IRegistryRouter Router => _client.GetGrain<IRegistryRouter>(0);

    private ValueTask<RegistryResult<T>> OfInstance<T>(InstanceId id, Func<IInstanceGrain, Task<RegistryResult<T>>> call, CancellationToken cancellationToken)
        => id.IsEmpty
            ? new(new RegistryError(RegistryErrorCode.InstanceNotFound, "The registry knows no instance without an id."))
            : CallAsync(() => call(Instance(id)), cancellationToken);

    private ValueTask<RegistryResult<T>> OfService<T>(ServiceName service, Func<IServiceGrain, Task<RegistryResult<T>>> call, CancellationToken cancellationToken)
        => service.IsEmpty
            ? new(new RegistryError(RegistryErrorCode.ServiceNotFound, "The registry knows no service without a name."))
            : CallAsync(() => call(Service(service)), cancellationToken);

    // Refused because the grain was on its way elsewhere: nothing was done, and the next activation is a moment away.
    private async ValueTask<RegistryResult<T>> CallAsync<T>(Func<Task<RegistryResult<T>>> call, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var result = await call().WaitAsync(cancellationToken).ConfigureAwait(false);
                if (result.IsSuccess || attempt == MostAttempts || result.Error.Code is not (RegistryErrorCode.Fenced or RegistryErrorCode.NotReady))
                {
                    return result;
                }
            }
            catch (OrleansMessageRejectionException exception) when (exception is not SiloUnavailableException && attempt < MostAttempts)
            {
                // Orleans gave the message up on its way, because the grain was moving: nobody has begun with it.
                LogRejected(_logger, exception.Message);
            }
            catch (Exception exception) when (IsUnreachable(exception))
            {
                return Unreachable(exception);
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause *= 2;
        }
    }

    private static bool IsUnreachable(Exception exception) => exception is OrleansException or TimeoutException;

    private RegistryError Unreachable(Exception exception)
    {
        LogUnreachable(_logger, exception.Message);
        return new RegistryError(RegistryErrorCode.Unreachable, $"The cluster did not answer: {exception.Message}");
    }

    [LoggerMessage(351, LogLevel.Debug, "A call found its grain on the move and is made again: {Reason}")]
    private static partial void LogRejected(ILogger logger, string reason);

    [LoggerMessage(350, LogLevel.Warning, "The cluster did not answer a call: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string reason);
}
