using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Engine;

/// <summary>
/// The patience of a start with a store that does not answer yet: what fails is tried again until the store has been silent for
/// too long. It says once what it waits for. Not safe to use from several threads.
/// </summary>
/// <param name="store">Which store it is, for people.</param>
/// <param name="limit">How long the store may stay silent; zero gives up at the first failure.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For what it has to say.</param>
/// <param name="onWaiting">Told why the start waits, whenever that is known anew.</param>
public sealed partial class StoreWait(string store, TimeSpan limit, TimeProvider time, ILogger logger, Action<string>? onWaiting = null)
{
    /// <summary>Longest time that a store may be set to be waited for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SaidAfter = TimeSpan.FromSeconds(2);
    private long? _silentSince;
    private bool _isSaid;

    /// <summary>Runs a step of the start until it succeeds.</summary>
    /// <param name="step">Talks to the store; may be run several times.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer for as long as it may stay silent.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        _silentSince ??= time.GetTimestamp();
        using var patience = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : Timeout.InfiniteTimeSpan, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        StoreUnavailableException? last = null;
        while (true)
        {
            try
            {
                var attempt = step(ended.Token).AsTask();
                await SayIfSlowAsync(attempt, ended.Token);
                var result = await attempt;
                Answered();
                return result;
            }
            catch (StoreUnavailableException exception)
            {
                last = exception;
                await PauseAsync(exception, cancellationToken);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw last ?? new StoreUnavailableException(
                    string.Create(CultureInfo.InvariantCulture, $"{store} did not answer within {limit.TotalSeconds} s."));
            }
        }
    }

    /// <summary>The store has answered: from now on it may be silent for the whole time again.</summary>
    public void Answered()
    {
        if (_isSaid)
        {
            LogAnswered(logger, store, _silentSince is { } since ? time.GetElapsedTime(since).TotalSeconds : 0);
        }

        _silentSince = null;
        _isSaid = false;
    }

    /// <summary>Waits a little before what failed is tried again.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store was silent for too long: the failure itself.</exception>
    public async Task PauseAsync(StoreUnavailableException failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        _silentSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_silentSince.Value) >= limit)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        Say(failure.Message);
        onWaiting?.Invoke($"The store does not answer yet: {failure.Message}");
        await Task.Delay(Pause, time, cancellationToken);
    }

    // An attempt may take long to fail; people are told earlier.
    private async Task SayIfSlowAsync(Task attempt, CancellationToken cancellationToken)
    {
        if (_isSaid || limit == TimeSpan.Zero || attempt.IsCompleted)
        {
            return;
        }

        using var known = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (await Task.WhenAny(attempt, Task.Delay(SaidAfter, time, known.Token)) != attempt && !cancellationToken.IsCancellationRequested)
        {
            Say("no answer so far");
            onWaiting?.Invoke($"The store does not answer yet: {store}");
        }

        await known.CancelAsync();
    }

    private void Say(string reason)
    {
        if (!_isSaid)
        {
            _isSaid = true;
            LogWaiting(logger, store, limit.TotalSeconds, reason);
        }
    }

    [LoggerMessage(250, LogLevel.Warning, "Waiting up to {Seconds} s for {Store}: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string store, double seconds, string reason);

    [LoggerMessage(251, LogLevel.Information, "{Store} answers, after {Seconds:0.0} s.")]
    private static partial void LogAnswered(ILogger logger, string store, double seconds);
}
