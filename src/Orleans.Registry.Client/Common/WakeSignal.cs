namespace Orleans.Registry.Client;

/// <summary>Lets one loop sleep until a time or until somebody wakes it. A wake before the sleep ends it at once.</summary>
internal sealed class WakeSignal(TimeProvider timeProvider)
{
    private TaskCompletionSource _signal = NewSource();

    /// <summary>Wakes the loop. Whatever was written before this call, the loop sees after it woke.</summary>
    public void Set() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Sleeps. For one caller at a time.</summary>
    /// <param name="atMost"><see cref="Timeout.InfiniteTimeSpan"/> to sleep until woken.</param>
    /// <param name="cancellationToken">Ends the sleep with an <see cref="OperationCanceledException"/>.</param>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var signal = Volatile.Read(ref _signal).Task;
        if (!signal.IsCompleted)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(signal, Task.Delay(atMost, timeProvider, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (signal.IsCompleted)
        {
            Volatile.Write(ref _signal, NewSource());
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
