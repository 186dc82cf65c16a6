namespace Orleans.Registry.Client;

/// <summary>
/// One reader's interest in one service: where it stands. It holds no events but a page of history that it asked for. All but
/// the dirty mark belongs to the lock of <see cref="WatchedService"/>.
/// </summary>
internal sealed class WatchFeed(WatchSubscriber subscriber, WatchedService service, ServicePosition? from)
{
    private int _isDirty;
    private bool _isResting;

    public WatchSubscriber Subscriber => subscriber;

    public WatchedService Service => service;

    /// <summary>What was given to the reader.</summary>
    public ServicePosition? Delivered { get; set; } = from;

    /// <summary>What the reader has taken in.</summary>
    public ServicePosition? Confirmed { get; set; } = from;

    /// <summary>A revision the registry is known to have reached, though the stream may not have shown it yet.</summary>
    public Revision Reached { get; set; }

    /// <summary>Changes of the past that the reader asked to be caught up with.</summary>
    public Queue<ServiceChange>? Past { get; set; }

    /// <summary>Why the next snapshot is one; none when it is the first.</summary>
    public SnapshotReason Lost { get; set; }

    /// <summary>How often in a row the registry could not be asked for the history. Belongs to the reader's loop.</summary>
    public int FailedQuestions { get; set; }

    /// <summary>When the first of them was asked. Belongs to the reader's loop.</summary>
    public long UnansweredSince { get; set; }

    /// <summary>Whether the next question waits, so that a registry in trouble is not asked all the time.</summary>
    public bool IsResting
    {
        get => Volatile.Read(ref _isResting);
        set => Volatile.Write(ref _isResting, value);
    }

    public bool TryMarkDirty() => Interlocked.Exchange(ref _isDirty, 1) == 0;

    public void ClearDirty() => Interlocked.Exchange(ref _isDirty, 0);
}
