namespace Orleans.Registry.Simulation.Running;

/// <summary>Virtual time: events in the order of their times, those of one time in the order in which they were planned.</summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _order;

    /// <summary>Milliseconds since the beginning.</summary>
    public long Now { get; private set; }

    public void After(long delay, Action action) => _events.Enqueue(action, (Now + delay, _order++));

    /// <summary>Moves to the next event and runs it; false when it would be later than a time.</summary>
    public bool Step(long end)
    {
        if (!_events.TryPeek(out var action, out var when) || when.At > end)
        {
            return false;
        }

        _events.Dequeue();
        Now = when.At;
        action();
        return true;
    }
}
