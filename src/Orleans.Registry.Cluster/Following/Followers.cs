using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>
/// The processes that follow one service, and how far their watchers are with a drain. Used within the service grain's turns.
/// </summary>
internal sealed class Followers(TimeProvider time)
{
    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public int Count => _entries.Count;

    /// <summary>A follower pulls: while it does, and for a while after, drains wait for it.</summary>
    public IDisposable Enter(FollowRequest request)
    {
        ForgetGone();
        if (request.Follower is null)
        {
            return new Visit(null, time);
        }

        if (!_entries.TryGetValue(request.FollowerId, out var entry))
        {
            _entries[request.FollowerId] = entry = new Entry();
        }

        entry.Follower = request.Follower;
        entry.Pulls++;
        return new Visit(entry, time);
    }

    /// <summary>A follower says goodbye.</summary>
    public void Leave(string followerId) => _entries.Remove(followerId);

    /// <summary>What all followers say, added up; a follower that does not answer is late under its id.</summary>
    public async Task<DrainProgress> MeasureAsync(ServiceName service, InstanceId id, ServicePosition position)
    {
        ForgetGone();
        var answers = await Task.WhenAll(_entries.Select(e => AskAsync(e.Key, e.Value, service, id, position)).ToList());
        var late = answers.SelectMany(static a => a.Late).ToList();
        return new DrainProgress(
            position, late.Count == 0, answers.Sum(static a => a.Watchers), answers.Sum(static a => a.Confirmed), late, answers.Sum(static a => a.NonConfirming));
    }

    private async Task<DrainProgress> AskAsync(string followerId, Entry entry, ServiceName service, InstanceId id, ServicePosition position)
    {
        try
        {
            return await entry.Follower!.MeasureDrainAsync(service, id, position).WaitAsync(AnswerWait, time);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Its process may be gone, or only cut off: those it serves go on with what they know. It counts until it has
            // been silent for as long as a watcher that lost its connection counts.
            return entry.IsGone(time) ? new DrainProgress(position, true, 0, 0, [], 0) : new DrainProgress(position, false, 1, 0, [$"{followerId} (no answer)"], 0);
        }
    }

    private void ForgetGone()
    {
        foreach (var (id, entry) in _entries)
        {
            if (entry.IsGone(time))
            {
                _entries.Remove(id);
            }
        }
    }

    private sealed class Entry
    {
        public IServiceFollower? Follower { get; set; }

        public int Pulls { get; set; }

        public long LeftAt { get; set; }

        public bool IsGone(TimeProvider time) => Pulls == 0 && time.GetElapsedTime(LeftAt) >= WatchHub.DepartureGrace;
    }

    private sealed class Visit(Entry? entry, TimeProvider time) : IDisposable
    {
        public void Dispose()
        {
            if (entry is not null)
            {
                entry.Pulls--;
                entry.LeftAt = time.GetTimestamp();
            }
        }
    }
}
