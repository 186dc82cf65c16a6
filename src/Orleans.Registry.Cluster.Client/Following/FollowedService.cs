using Microsoft.Extensions.Logging;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>
/// The copy of one service in this process, and the loop that keeps it up with the owner: a call that waits at the owner for
/// the next change, again and again. A call that is lost costs time, never a change: each says what the copy holds.
/// </summary>
internal sealed partial class FollowedService(IClusterClient client, ServiceName name, string followerId, IServiceFollower follower, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(10);

    // A call to a silo that died is told of only when the client's own, longer, timeout has passed: the next one finds another.
    private static readonly TimeSpan Patience = LongPoll + TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<ServiceReplica> _fed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ServiceReplica? _replica;
    private long _readAt = time.GetTimestamp();
    private long _doubtedAt;

    public ServiceName Name { get; } = name;

    /// <summary>The copy, once it holds something.</summary>
    public Task<ServiceReplica> Fed => _fed.Task;

    /// <summary>How many need it; guarded by <see cref="FollowedServices"/>.</summary>
    public int Users { get; set; }

    /// <summary>Since when nobody needs it; guarded by <see cref="FollowedServices"/>.</summary>
    public long IdleSince { get; set; }

    /// <summary>When it was last read, to about a second.</summary>
    public long ReadAt => Volatile.Read(ref _readAt);

    /// <summary>Something changed now, at a position that is not known: the copy does for no read before the owner was heard again.</summary>
    public void Doubt() => Volatile.Write(ref _doubtedAt, time.GetTimestamp());

    /// <summary>The copy for a read, which keeps it from being forgotten; <c>null</c> while none will do. From any thread.</summary>
    public ServiceReplica? Read()
    {
        var now = time.GetTimestamp();
        if (now - ReadAt > time.TimestampFrequency)
        {
            Volatile.Write(ref _readAt, now);
        }

        var doubted = Volatile.Read(ref _doubtedAt);
        return _replica is { IsFed: true } replica && (doubted == 0 || replica.Age <= time.GetElapsedTime(doubted)) ? replica : null;
    }

    /// <summary>Follows until the given function says that nobody needs it any more.</summary>
    public async Task RunAsync(Func<FollowedService, bool> isOver, CancellationToken cancellationToken)
    {
        var pause = Pause;
        while (!isOver(this))
        {
            try
            {
                if (await PullAsync(cancellationToken).ConfigureAwait(false))
                {
                    pause = Pause;
                    continue;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogNotHeard(logger, Name, exception.Message);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async ValueTask<bool?> AskOwnerAsync(ServicePosition position, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetGrain<IServiceGrain>(Name.Value).HasReachedAsync(position).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotHeard(logger, Name, exception.Message);
            return null;
        }
    }

    // False when the owner had no answer, or none that was of use.
    private async Task<bool> PullAsync(CancellationToken cancellationToken)
    {
        var held = _replica?.Published.Snapshot.Position;
        var request = new FollowRequest { FollowerId = followerId, Follower = follower, Held = held, Wait = held is null ? TimeSpan.Zero : LongPoll };
        var sent = time.GetTimestamp();
        var reply = await client.GetGrain<IServiceGrain>(Name.Value).FollowAsync(request).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        if (reply.Error is not null)
        {
            return false;
        }

        // The owner said so after it had waited; how long the way back took, or this process slept, is not known.
        var ago = time.GetElapsedTime(sent) - reply.Waited;
        var replica = _replica ??= new ServiceReplica(Name, time, AskOwnerAsync, reply.LogCapacity);
        if (reply.Image is not null)
        {
            replica.Reset(RegistryRecordCodec.ReadImage(reply.Image, new RecordCache()), ago);
            _fed.TrySetResult(replica);
        }
        else if (reply.Changes is not null)
        {
            replica.Apply(RegistryRecordCodec.ReadAppend(reply.Changes, (_, id) => replica.Find(id)).Changes, ago);
        }
        else
        {
            replica.Confirm(ago);
            return true;
        }

        return replica.Published.Snapshot.Position != held;
    }

    [LoggerMessage(351, LogLevel.Warning, "Nothing was heard of service '{Service}': {Reason}")]
    private static partial void LogNotHeard(ILogger logger, ServiceName service, string reason);
}
