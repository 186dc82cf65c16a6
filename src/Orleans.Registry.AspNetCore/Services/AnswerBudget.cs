using Microsoft.Extensions.Options;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Bounds what all kept answers take together. Answers live as long as their snapshot; without a bound, one walk over all
/// services would leave the whole registry in memory a second time, as text. The oldest are forgotten first, hot or not: a
/// hot one is made again by its next read. Safe to use from many threads.
/// </summary>
internal sealed class AnswerBudget(IOptions<ServiceRegistryHttpOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Queue<(WeakReference<SnapshotPayload> Payload, int Bytes)> _kept = new();
    private readonly long _limit = options.Value.MaxCachedAnswerBytes;
    private long _bytes;

    /// <summary>What the answers take that have not been forgotten; those of replaced snapshots count until their turn.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Whether an answer is small enough to be kept at all.</summary>
    public bool Fits(int bytes) => bytes <= _limit;

    /// <summary>Counts an answer that a payload keeps, and lets the oldest go when it is too much.</summary>
    public void Charge(SnapshotPayload payload, int bytes)
    {
        List<SnapshotPayload>? forgotten = null;
        lock (_gate)
        {
            _kept.Enqueue((new WeakReference<SnapshotPayload>(payload), bytes));
            _bytes += bytes;
            while (_kept.TryPeek(out var oldest))
            {
                var isAlive = oldest.Payload.TryGetTarget(out var target);
                if (isAlive && _bytes <= _limit)
                {
                    break;
                }

                _kept.Dequeue();
                _bytes -= oldest.Bytes;
                if (isAlive)
                {
                    (forgotten ??= []).Add(target!);
                }
            }
        }

        forgotten?.ForEach(static p => p.Forget());
    }
}
