using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Registry.Client;

/// <summary>One call of <c>WatchAsync</c>: its feeds, and the stream its caller reads.</summary>
internal sealed class WatchSubscriber(WatchRequest request, string id, WatchMultiplexer owner, TimeProvider timeProvider)
{
    // Timers count whole milliseconds; sleeping for less would spin.
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentQueue<WatchFeed> _dirty = new();
    private readonly WakeSignal _wake = new(timeProvider);
    private volatile bool _isStopped;
    private int _resting;

    public string Id => id;

    public WatchRequest Request => request;

    /// <summary>Whether drains wait for it.</summary>
    public bool Confirms => request.Confirmation != WatchConfirmation.Never;

    /// <summary>Its interest in each service; set once, before it is read.</summary>
    public IReadOnlyDictionary<ServiceName, WatchFeed> Feeds { get; set; } = new Dictionary<ServiceName, WatchFeed>();

    /// <summary>There may be something new for a feed.</summary>
    public void Wake(WatchFeed feed)
    {
        if (feed.TryMarkDirty())
        {
            _dirty.Enqueue(feed);
            _wake.Set();
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Stop()
    {
        _isStopped = true;
        _wake.Set();
    }

    public async IAsyncEnumerable<WatchEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (last, frames) = (timeProvider.GetTimestamp(), owner.Frames);
        while (!_isStopped)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_dirty.TryDequeue(out var feed))
            {
                feed.ClearDirty();
                if (await NextAsync(feed, cancellationToken).ConfigureAwait(false) is { } next)
                {
                    // One event at a time, so that a busy service does not silence the others.
                    Wake(feed);
                    yield return next;
                    (last, frames) = (timeProvider.GetTimestamp(), owner.Frames);
                    Taken(feed, next.Position);
                }

                continue;
            }

            var quiet = request.HeartbeatInterval - timeProvider.GetElapsedTime(last);
            if (quiet > TimerGrain)
            {
                await _wake.WaitAsync(quiet, cancellationToken).ConfigureAwait(false);
            }
            else if (owner.Frames != frames && Volatile.Read(ref _resting) == 0)
            {
                yield return WatchEvent.Heartbeat;
                (last, frames) = (timeProvider.GetTimestamp(), owner.Frames);
            }
            else
            {
                // Not a word from the registry, or not the history that a reader lacks: nobody knows whether it holds all there
                // is, so silence is the truth.
                await _wake.WaitAsync(request.HeartbeatInterval / 4, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<WatchEvent?> NextAsync(WatchFeed feed, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (feed.Service.Next(feed, out var next))
            {
                case FeedStep.Event:
                    return next;
                case FeedStep.AskHistory when !feed.IsResting:
                    var asked = timeProvider.GetTimestamp();
                    var page = await owner.ReadHistoryAsync(feed, cancellationToken).ConfigureAwait(false);
                    switch (feed.Service.TakeHistory(feed, page))
                    {
                        case HistoryStep.Answered:
                            feed.FailedQuestions = 0;
                            continue;
                        case HistoryStep.Unanswered when IsPatienceOver(feed, asked):
                            feed.FailedQuestions = 0;
                            feed.Service.GiveUpHistory(feed);
                            continue;
                        case HistoryStep.Unanswered:
                            _ = RestAsync(feed, owner.PauseAfter(++feed.FailedQuestions), cancellationToken);
                            return null;
                        default:
                            return null;
                    }

                default:
                    return null;
            }
        }
    }

    private bool IsPatienceOver(WatchFeed feed, long asked)
    {
        feed.UnansweredSince = feed.FailedQuestions == 0 ? asked : feed.UnansweredSince;
        return timeProvider.GetElapsedTime(feed.UnansweredSince) >= owner.HistoryPatience;
    }

    // Beside the loop, which has other services to read.
    private async Task RestAsync(WatchFeed feed, TimeSpan pause, CancellationToken cancellationToken)
    {
        feed.IsResting = true;
        Interlocked.Increment(ref _resting);
        await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        feed.IsResting = false;
        Interlocked.Decrement(ref _resting);
        Wake(feed);
    }

    private void Taken(WatchFeed feed, ServicePosition position)
    {
        if (request.Confirmation == WatchConfirmation.OnNext)
        {
            owner.Confirm(feed, position);
        }
    }
}
