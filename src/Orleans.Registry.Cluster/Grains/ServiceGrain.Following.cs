using System.Buffers;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <content>Followers: their pulls, and drains that wait for their watchers.</content>
internal sealed partial class ServiceGrain
{
    private const int MostChanges = 512;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private (ServicePosition Position, byte[] Bytes)? _image;
    private (ServicePosition From, ServicePosition To, byte[] Bytes)? _changes;

    public async Task<FollowReply> FollowAsync(FollowRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var found = await OwnerAsync();
        if (!found.IsSuccess)
        {
            return new FollowReply { Error = found.Error };
        }

        var owner = found.Value;
        var began = time.GetTimestamp();
        using (_followers.Enter(request))
        {
            await WaitUntilAsync(() => request.Held != owner.Published.Snapshot.Position, request.Wait);
        }

        return _refusal is { } refusal
            ? new FollowReply { Error = refusal }
            : ToReply(owner.Published, request.Held) with { Waited = time.GetElapsedTime(began) };
    }

    public Task<bool> IsAtAsync(ServicePosition position)
        => _owner is { } owner && _refusal is null ? IsAtAsync(owner, position) : LoadAndCompareAsync(position);

    private Task<bool> IsAtAsync(ServiceOwner owner, ServicePosition position)
    {
        var isAt = owner.Published.Snapshot.Position == position;
        if (isAt)
        {
            counters.CountDiscovery();
        }

        return Task.FromResult(isAt);
    }

    private async Task<bool> LoadAndCompareAsync(ServicePosition position)
    {
        var found = await OwnerAsync();
        return found.IsSuccess && await IsAtAsync(found.Value, position);
    }

    public async Task<bool?> HasReachedAsync(ServicePosition position)
    {
        var found = await OwnerAsync();
        return found.IsSuccess ? await found.Value.HasReachedAsync(position, CancellationToken.None) : null;
    }

    public Task UnfollowAsync(string followerId)
    {
        _followers.Leave(followerId);
        return Task.CompletedTask;
    }

    public async Task<RegistryResult<DrainProgress>> GetDrainAsync(InstanceId id, TimeSpan wait)
    {
        if (RequestRules.CheckDrainWait(wait) is { } invalid)
        {
            return invalid;
        }

        var found = await OwnerAsync();
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var published = found.Value.Published;
        if (published.Snapshot.Find(id) is not { } instance)
        {
            return NotFound(id);
        }

        return ServiceReads.FindDrain(published, instance) is { } position
            ? await MeasureDrainAsync(id, position, wait < LongestWait ? wait : LongestWait)
            : new RegistryError(RegistryErrorCode.InvalidTransition, $"Instance '{id}' is {instance.ReportedStatus}, not draining.");
    }

    // Watchers confirm in their own processes; while somebody waits those are asked again and again.
    private async Task<DrainProgress> MeasureDrainAsync(InstanceId id, ServicePosition position, TimeSpan wait)
    {
        var began = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(5); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var progress = await _followers.MeasureAsync(Name, id, position);
            if (progress.IsComplete)
            {
                _drained[id] = position;
            }

            progress = progress with { IsComplete = _drained.TryGetValue(id, out var done) && done == position };
            if (progress.IsComplete || _refusal is not null || stopping.Token.IsCancellationRequested || time.GetElapsedTime(began) + pause > wait)
            {
                return progress;
            }

            await Task.Delay(pause, time);
        }
    }

    private FollowReply ToReply(PublishedService published, ServicePosition? held)
    {
        var snapshot = published.Snapshot;
        var reply = new FollowReply { Position = snapshot.Position, LogCapacity = options.Value.LogCapacity };
        if (held == snapshot.Position)
        {
            return reply;
        }

        return held is { } from && from.Epoch == snapshot.Epoch && from.Revision < snapshot.Revision && published.Log.Covers(from.Revision, snapshot.Revision)
            ? reply with { Changes = EncodeChanges(published, from) }
            : reply with { Image = EncodeImage(published) };
    }

    // Many followers hold the same and ask for the same.
    private byte[] EncodeChanges(PublishedService published, ServicePosition from)
    {
        var to = published.Snapshot.Position;
        if (_changes is { } known && known.From == from && known.To == to)
        {
            return known.Bytes;
        }

        var start = published.Log.IndexAfter(from.Revision);
        var changes = new ServiceChange[Math.Min(MostChanges, published.Log.Count - start)];
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = published.Log[start + i];
        }

        var bytes = new ArrayBufferWriter<byte>(256);
        RegistryRecordCodec.Write(bytes, new ServiceAppend { Service = Name, Epoch = from.Epoch, ExpectedRevision = from.Revision, Changes = changes });
        _changes = (from, to, bytes.WrittenSpan.ToArray());
        return _changes.Value.Bytes;
    }

    private byte[] EncodeImage(PublishedService published)
    {
        var snapshot = published.Snapshot;
        if (_image is { } known && known.Position == snapshot.Position)
        {
            return known.Bytes;
        }

        var log = new ServiceChange[published.Log.Count];
        for (var i = 0; i < log.Length; i++)
        {
            log[i] = published.Log[i];
        }

        var bytes = new ArrayBufferWriter<byte>(4096);
        RegistryRecordCodec.Write(bytes, new ServiceImage
        {
            Service = Name,
            Epoch = snapshot.Epoch,
            Revision = snapshot.Revision,
            Instances = snapshot.Instances,
            Policies = published.Policies,
            Configurations = published.Configurations,
            Log = log,
        });
        _image = (snapshot.Position, bytes.WrittenSpan.ToArray());
        return _image.Value.Bytes;
    }
}
