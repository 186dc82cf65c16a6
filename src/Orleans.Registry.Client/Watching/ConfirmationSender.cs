using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

/// <summary>
/// Sends confirmations to the registry: at once when none is under way, else all that gathered meanwhile in one call. What does
/// not get through is sent again, at the latest when the stream is open again.
/// </summary>
internal sealed partial class ConfirmationSender(
    Func<IReadOnlyList<KeyValuePair<ServiceName, ServicePosition>>, CancellationToken, ValueTask<RegistryResult<bool>>> send,
    Func<ServiceName, bool> isCarried,
    TimeProvider timeProvider,
    ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly WakeSignal _wake = new(timeProvider);
    private Dictionary<ServiceName, ServicePosition> _pending = [];
    private TaskCompletionSource<RegistryResult<bool>> _batch = NewBatch();
    private bool _isOpen;

    /// <summary>Queues a confirmation.</summary>
    /// <returns>What the registry says to the call that carries it.</returns>
    public Task<RegistryResult<bool>> Add(ServiceName service, ServicePosition position)
    {
        Task<RegistryResult<bool>> sent;
        lock (_lock)
        {
            _pending[service] = position;
            sent = _batch.Task;
        }

        _wake.Set();
        return sent;
    }

    /// <summary>The stream is open, so the registry knows this watcher, or it is not.</summary>
    public void SetOpen(bool isOpen)
    {
        lock (_lock)
        {
            _isOpen = isOpen;
        }

        _wake.Set();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAllAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _batch.TrySetResult(new RegistryError(RegistryErrorCode.Unreachable, "the client was disposed"));
            }
        }
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!TryTake(out var confirmations, out var batch))
            {
                await _wake.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var result = confirmations.Count == 0 ? true : await SendAsync(confirmations, cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                LogNotConfirmed(confirmations.Count, result.Error.Code, result.Error.Message);
                PutBack(confirmations);
            }

            batch.TrySetResult(result);
            if (!result.IsSuccess)
            {
                await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<RegistryResult<bool>> SendAsync(Dictionary<ServiceName, ServicePosition> confirmations, CancellationToken cancellationToken)
    {
        try
        {
            return await send([.. confirmations], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new RegistryError(RegistryErrorCode.Internal, e.Message);
        }
    }

    private bool TryTake(out Dictionary<ServiceName, ServicePosition> confirmations, out TaskCompletionSource<RegistryResult<bool>> batch)
    {
        lock (_lock)
        {
            (confirmations, batch) = (_pending, _batch);
            if (_pending.Count == 0 || !_isOpen)
            {
                return false;
            }

            (_pending, _batch) = ([], NewBatch());
        }

        // The registry refuses a whole call for one service that the stream no longer carries, and waits for none of these.
        foreach (var gone in confirmations.Keys.Where(s => !isCarried(s)).ToList())
        {
            confirmations.Remove(gone);
        }

        return true;
    }

    private void PutBack(Dictionary<ServiceName, ServicePosition> confirmations)
    {
        lock (_lock)
        {
            foreach (var (service, position) in confirmations)
            {
                // What came meanwhile is newer.
                _pending.TryAdd(service, position);
            }
        }
    }

    private static TaskCompletionSource<RegistryResult<bool>> NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(7021, LogLevel.Debug, "{Count} confirmations did not get through, sending them again: {Code}: {Message}", EventName = "NotConfirmed")]
    private partial void LogNotConfirmed(int count, RegistryErrorCode code, string message);
}
