using System.Threading.Tasks.Sources;

namespace Orleans.Registry.Engine;

/// <summary>
/// An auto-reset signal for one waiter and many setters: a set that comes while nobody waits is kept for the next wait,
/// further ones are one. Waiting and setting allocate nothing.
/// </summary>
internal sealed class WatchSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Set = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the waiter, or lets the next wait pass at once.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref _state, Set) == Waiting)
        {
            // The waiter was armed: hand the set over to it. A raise that races in before this line is one with it.
            Interlocked.Exchange(ref _state, Idle);
            _source.SetResult(true);
        }
    }

    /// <summary>Waits for a raise. One wait at a time.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        return Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle
            ? new ValueTask(this, _source.Version)
            : ConsumeSet();
    }

    private ValueTask ConsumeSet()
    {
        // A full fence: what the waiter reads next must not be older than the raises that this takes with it.
        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);
}
