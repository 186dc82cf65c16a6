using System.Diagnostics.CodeAnalysis;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Reads from the copies that this process holds of services that are read often. A copy is at most a call behind its owner
/// while the two can talk, and says how old it is when they cannot; it never answers with less than this process has seen
/// already, nor that there is no such service. Safe to use from any thread.
/// </summary>
internal sealed class CopyReads(FollowedServices followed, TimeProvider time)
{
    private readonly SeenPositions _seen = new();
    private readonly ReadHeat _heat = new(time);

    /// <summary>Reads from the copy, when there is one and it will do.</summary>
    public bool TryRead(ServiceName service, ReadOptions? options, out CopyRead read)
    {
        if (options is not { Strong: true } && TryHold(service, options, out var copy))
        {
            // Its age is taken before what it holds: what was published in between is younger than said, not older.
            var age = copy.Age;
            var published = copy.Published;
            read = new CopyRead(published, new Freshness(published.Snapshot.Position, age, AnswerSource.Replica));
            return true;
        }

        read = default;
        return false;
    }

    /// <summary>What the copy holds, for the owner to confirm; <c>null</c> when it must be asked for everything.</summary>
    public PublishedService? Held(ServiceName service, ReadOptions? options) => TryHold(service, options, out var copy) ? copy.Published : null;

    /// <summary>This process was told of a position.</summary>
    public void See(ServicePosition position) => _seen.Add(position);

    /// <summary>This process changed a service, and was not told at which position.</summary>
    public void Doubt(ServiceName service) => followed.Doubt(service);

    /// <summary>An owner answered a read; from the second one in a short while on the service is followed.</summary>
    public void OnOwnerRead(ServiceName service, ServicePosition position)
    {
        _seen.Add(position);
        if (_heat.Touch(service))
        {
            followed.FollowReads(service);
        }
    }

    private bool TryHold(ServiceName service, ReadOptions? options, [NotNullWhen(true)] out ServiceReplica? copy)
    {
        copy = followed.Read(service);
        if (copy is null)
        {
            return false;
        }

        var position = copy.Published.Snapshot.Position;
        return position.Revision != Revision.None && (options is null || position.Revision >= options.MinRevision) && !_seen.HasNewer(position);
    }
}
